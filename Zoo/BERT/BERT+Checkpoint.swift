import Checkpoints
import Layers
import Tensors

extension BERTEncoder {
  /// Reads the body of a checkpoint of any kind, whatever stands on it there.
  ///
  /// - Parameters:
  ///   - checkpoint: Weights under published names.
  ///   - configuration: What its `config.json` says.
  /// - Throws: `CheckpointError`, where they are not those of this body.
  public convenience init(
    _ checkpoint: Checkpoint, _ configuration: BERTConfiguration
  ) throws(CheckpointError) {
    try configuration.check(in: checkpoint.path)
    self.init(configuration, hasPooler: BERTNames.holds(checkpoint, .body("pooler.dense.weight")))
    try load(
      checkpoint,
      keyMap: BERTNames.keyMap(for: checkpoint) { place in
        if case .body(let path) = place { path } else { nil }
      })
  }
}

extension BERTPretraining {
  /// Reads a checkpoint that can guess masked tokens.
  ///
  /// - Parameters:
  ///   - checkpoint: Weights under published names.
  ///   - configuration: What its `config.json` says.
  /// - Throws: `CheckpointError`, where they are not those of this model.
  public convenience init(
    _ checkpoint: Checkpoint, _ configuration: BERTConfiguration
  ) throws(CheckpointError) {
    try configuration.check(in: checkpoint.path)
    func holds(_ place: BERTNames.Place) -> Bool { BERTNames.holds(checkpoint, place) }
    guard holds(.pretraining("predictions.transform.dense.weight")) else {
      throw .malformed(
        """
        \(checkpoint.path) has no head for masked words ('cls.predictions…') — use weights that were \
        not fine-tuned for another task
        """)
    }
    self.init(
      configuration, judgesOrder: holds(.pretraining("seq_relationship.weight")),
      hasPooler: holds(.body("pooler.dense.weight")))
    let hasBias = holds(.pretraining("predictions.bias"))
    try load(
      checkpoint,
      keyMap: BERTNames.keyMap(for: checkpoint) { place in
        switch place {
        case .body(let path): "bert.\(path)"
        case .pretraining("predictions.decoder.weight"): nil
        case .pretraining("predictions.decoder.bias"): hasBias ? nil : "cls.predictions.bias"
        case .pretraining(let path): "cls.\(path)"
        case .classifier, .other: nil
        }
      })
    try checkDecoder(of: checkpoint)
  }

  /// Checks that a decoder of its own has the word vectors' numbers: another one is not supported.
  private func checkDecoder(of checkpoint: Checkpoint) throws(CheckpointError) {
    guard let decoder = checkpoint[BERTNames.decoderWeight] else { return }
    let words = bert.embeddings.words.weight.value
    let step = max(1, words.count / 1000)
    let isSame =
      decoder.shape == words.shape
      && decoder.tensor().withUnsafeBufferPointer { decoder in
        words.withUnsafeBufferPointer { words in
          stride(from: 0, to: words.count, by: step).allSatisfy { decoder[$0] == words[$0] }
        }
      }
    guard isSame else {
      throw .malformed(
        """
        \(checkpoint.path): the decoder of masked words is not the word vectors, which is not \
        supported
        """)
    }
  }
}

extension BERTClassifier {
  /// Reads a fine-tuned checkpoint, of however many classes.
  ///
  /// - Parameters:
  ///   - checkpoint: Weights under published names.
  ///   - configuration: What its `config.json` says.
  ///   - input: What the last layer sees; the book's under the book's names.
  /// - Throws: `CheckpointError`, where they are not those of this network.
  public convenience init(
    _ checkpoint: Checkpoint, _ configuration: BERTConfiguration, input: Input? = nil
  ) throws(CheckpointError) {
    try configuration.check(in: checkpoint.path)
    let names = ["classifier.weight", "cls.weight"]
    guard let name = names.first(where: { checkpoint[$0] != nil }),
      let shape = checkpoint[name]?.shape
    else {
      throw .malformed(
        """
        \(checkpoint.path) has no classifier ('classifier.weight') — fine-tune it first with \
        `zoo finetune bert`
        """)
    }
    guard shape.count == 2, let classCount = shape.first, (1...65536).contains(classCount) else {
      throw .malformed(
        "\(checkpoint.path): '\(name)' is \(shape), not [1…65536, \(configuration.size)]")
    }
    self.init(
      configuration, classCount: classCount,
      input: input ?? (name == "cls.weight" ? .firstToken : .pooled))
    try load(checkpoint, keyMap: Self.keyMap(for: checkpoint))
  }

  /// Reads the body of a checkpoint and begins with a new last layer, for classes of one's own.
  ///
  /// - Parameters:
  ///   - checkpoint: Weights under published names; a classifier among them is not used.
  ///   - configuration: What its `config.json` says.
  ///   - classCount: The number of classes.
  ///   - input: What the last layer sees.
  /// - Throws: `CheckpointError`, where they are not those of this network.
  public convenience init(
    _ checkpoint: Checkpoint, _ configuration: BERTConfiguration, newClassCount classCount: Int,
    input: Input = .pooled
  ) throws(CheckpointError) {
    try configuration.check(in: checkpoint.path)
    self.init(configuration, classCount: classCount, input: input)
    let report = try load(
      checkpoint,
      keyMap: BERTNames.keyMap(for: checkpoint) { place in
        if case .body(let path) = place { "bert.\(path)" } else { nil }
      }, partial: true)
    let isNew = ["classifier.", "bert.pooler."]
    guard report.missing.allSatisfy({ path in isNew.contains { path.hasPrefix($0) } }),
      report.unexpected.isEmpty, report.misshapen.isEmpty
    else { throw .mismatch(report) }
  }

  private static func keyMap(for checkpoint: Checkpoint) -> KeyMap {
    BERTNames.keyMap(for: checkpoint) { place in
      switch place {
      case .body(let path): "bert.\(path)"
      case .classifier(let path): "classifier.\(path)"
      case .pretraining, .other: nil
      }
    }
  }
}

extension BERTConfiguration {
  /// Throws where the values make no model.
  func check(in name: String) throws(CheckpointError) {
    if let problem { throw .malformed("the configuration of \(name): \(problem)") }
  }
}
