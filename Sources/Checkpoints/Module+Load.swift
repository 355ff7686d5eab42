import Layers

extension Module {
  /// Fills the model with the tensors of `checkpoint`.
  ///
  /// The model stays as it was when names or shapes do not fit. Tensors that need no conversion are
  /// not copied: they read the file in place.
  ///
  /// - Parameters:
  ///   - checkpoint: The tensors.
  ///   - keyMap: Turns their names into the model's paths.
  ///   - partial: Whether to load what fits, instead of refusing a file that does not fit exactly.
  /// - Returns: What became of each tensor.
  /// - Throws: `CheckpointError.mismatch` with the missing, unexpected and misshapen tensors.
  @discardableResult
  public func load(
    _ checkpoint: Checkpoint, keyMap: KeyMap = .published, partial: Bool = false
  ) throws(CheckpointError) -> LoadReport {
    let (matches, report) = match(checkpoint, keyMap)
    guard partial || report.isExact else { throw .mismatch(report) }
    for match in matches {
      match.entry.assign(
        LayoutConversion.tensor(
          match.stored, shape: match.entry.shape, layout: match.entry.layout))
    }
    return report
  }

  /// Which stored tensor belongs to which of the model's, and what is left over.
  private func match(
    _ checkpoint: Checkpoint, _ keyMap: KeyMap
  ) -> (matches: [Match], report: LoadReport) {
    var report = LoadReport(path: checkpoint.path)
    let state = state
    let paths = Dictionary(
      state.enumerated().map { (Array($1.path.utf8), $0) }, uniquingKeysWith: { first, _ in first })
    var stored = [StoredTensor?](repeating: nil, count: state.count)
    for tensor in checkpoint.tensors {
      let path = keyMap.path(of: tensor.name)
      if let index = paths[Array(path.utf8)], stored[index] == nil {
        stored[index] = tensor
      } else if keyMap.isExtra(tensor.name) {
        report.ignored.append(tensor.name)
      } else {
        report.unexpected.append(path)
      }
    }
    var matches: [Match] = []
    var filled = Set<ObjectIdentifier>()
    for ((path, entry), tensor) in zip(state, stored) {
      guard let tensor else { continue }
      let expected = entry.layout.publishedShape(entry.shape)
      guard tensor.shape == expected else {
        report.misshapen.append(.init(name: path, stored: tensor.shape, expected: expected))
        continue
      }
      matches.append(Match(entry: entry, stored: tensor))
      report.loaded.append(path)
      filled.insert(entry.identity)
    }
    // A parameter that is shared needs to be there under one of its paths only.
    for ((path, entry), tensor) in zip(state, stored)
    where tensor == nil && !filled.contains(entry.identity) {
      if keyMap.isOptional(path) {
        report.absent.append(path)
      } else {
        report.missing.append(path)
      }
    }
    report.fileNames = checkpoint.tensors.map { keyMap.path(of: $0.name) }
    return (matches, report)
  }
}

/// A tensor of the model and the stored one that belongs to it.
private struct Match {
  let entry: StateEntry
  let stored: StoredTensor
}

extension StateEntry {
  /// The object that holds the tensor.
  fileprivate var identity: ObjectIdentifier {
    switch self {
    case .parameter(let parameter): ObjectIdentifier(parameter)
    case .buffer(let buffer): ObjectIdentifier(buffer)
    }
  }
}
