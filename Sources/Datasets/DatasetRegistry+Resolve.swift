import Files

extension DatasetRegistry {
  /// Finds the data of a name or a folder: the user's folder, the cache, the network, drawings.
  ///
  /// - Parameters:
  ///   - nameOrFolder: A registered name, or a folder of pictures.
  ///   - options: Where data may come from.
  ///   - progress: Told how much of a download has arrived.
  /// - Returns: The data, with notices of what stands in for what.
  /// - Throws: `DatasetError.notFound` for an unknown name, `.unavailable` when the data are not to
  ///   be had and drawings are not wanted.
  public static func resolve(
    _ nameOrFolder: String, _ options: DatasetOptions = DatasetOptions(),
    progress: @escaping @Sendable (Download.Progress) -> Void = { _ in }
  ) async throws(DatasetError) -> ImageData {
    guard let known = self[nameOrFolder] else {
      guard isFolder(nameOrFolder) || nameOrFolder.contains("/") else {
        throw unknown(nameOrFolder)
      }
      if GreyData.holdsIDX(nameOrFolder) { return try GreyData(greyFolder: nameOrFolder).imageData }
      return try ImageData(
        folder: nameOrFolder, validationShare: options.validationShare, seed: options.seed)
    }
    if case .grey = known.contents {
      return try await resolveGrey(nameOrFolder, options, progress: progress).imageData
    }
    if case .texts = known.contents {
      throw .malformed(
        "\(nameOrFolder): it holds texts, no pictures; it is for transformer and bert")
    }
    guard case .pictures(let sample) = known.contents else {
      throw .malformed("\(nameOrFolder): its pictures have boxes, not a class; it is for detectors")
    }
    return try await find(known, options, sample, progress) { (folder) throws(DatasetError) in
      try ImageData(
        folder: folder, name: known.name, validationShare: options.validationShare,
        seed: options.seed)
    }
  }

  /// Reads a registered data set, or draws its sample: where that is wanted, and with a notice where
  /// it may stand in for data that are not to be had.
  static func find<Found: Announcing>(
    _ known: RegisteredDataset, _ options: DatasetOptions,
    _ sample: (@Sendable (_ seed: UInt64) -> Found)?,
    _ progress: @escaping @Sendable (Download.Progress) -> Void,
    read: (_ folder: String) throws(DatasetError) -> Found
  ) async throws(DatasetError) -> Found {
    if known.isDrawn || options.sample == .always {
      if let sample { return sample(options.seed) }
      throw .unavailable("\(known.name): there is no drawn sample of it; mnist has one")
    }
    let folder: String
    do {
      folder = try await localFolder(of: known, options, progress: progress)
    } catch {
      guard options.sample == .fallback, error.isOfFetching, let sample else { throw error }
      var drawn = sample(options.seed)
      drawn.notices.append(
        "\(known.name) is not to be had, a drawn sample takes its place: \(error.description)")
      return drawn
    }
    return try read(folder)
  }

  /// Finds the folder of a registered data set, or fetches and unpacks it.
  ///
  /// - Parameters:
  ///   - known: The data set.
  ///   - options: Where data may come from.
  ///   - progress: Told how much of a download has arrived.
  /// - Returns: A folder with `train` and `val` or `test`, with `Annotations`, or with MNIST's files.
  /// - Throws: `DatasetError.unavailable` when it is nowhere and cannot be fetched; other cases, when it
  ///   cannot be kept or unpacked.
  public static func localFolder(
    of known: RegisteredDataset, _ options: DatasetOptions = DatasetOptions(),
    progress: @escaping @Sendable (Download.Progress) -> Void = { _ in }
  ) async throws(DatasetError) -> String {
    if let root = options.root, !isFolder(root) { throw .noFolder(root) }
    let roots = options.roots
    for root in roots {
      for folder in known.places(below: root) where known.isIn(folder) { return folder }
    }
    if case .grey = known.contents { return try await fetchFiles(of: known, options, progress) }
    for root in roots {
      let archives = known.archives.map { "\(root)/\($0.file)" }
      guard archives.allSatisfy(isRegularFile) else { continue }
      do {
        return try unpack(archives, known, options.home)
      } catch .malformed(let reason) {
        throw .malformed("\(reason); where it is deleted, `zoo data pull \(known.name)` fetches it")
      }
    }
    let fetched = try await fetch(known, into: options.home.data, options, progress)
    return try unpack(fetched, known, options.home)
  }

  /// Fetches files that are read as they are.
  private static func fetchFiles(
    of known: RegisteredDataset, _ options: DatasetOptions,
    _ progress: @escaping @Sendable (Download.Progress) -> Void
  ) async throws(DatasetError) -> String {
    let folder = "\(options.home.data)/\(known.folder)"
    _ = try await fetch(known, into: folder, options, progress)
    return folder
  }

  private static func fetch(
    _ known: RegisteredDataset, into folder: String, _ options: DatasetOptions,
    _ progress: @escaping @Sendable (Download.Progress) -> Void
  ) async throws(DatasetError) -> [String] {
    guard !options.isOffline else {
      throw .unavailable(
        "offline, and not at \(options.roots.joined(separator: " or ")) — `zoo data pull \(known.name)` gets it"
      )
    }
    var paths: [String] = []
    for archive in known.archives {
      let path = "\(folder)/\(archive.file)"
      do {
        try await CacheHome.fetch(
          Download(
            url: archive.url, to: path, sha256: archive.sha256, byteCount: archive.byteCount),
          progress: progress)
      } catch {
        throw DatasetError(error)
      }
      paths.append(path)
    }
    return paths
  }

  private static func unpack(
    _ archives: [String], _ known: RegisteredDataset, _ home: CacheHome
  ) throws(DatasetError) -> String {
    let top = known.folder.prefix { $0 != "/" }
    // Archives of several sets may call their folder the same.
    let target = top == known.folder ? home.data : "\(home.data)/\(known.name)"
    try ArchiveUnpacker(archives: archives, folder: String(top)).unpack(into: target)
    return "\(target)/\(known.folder)"
  }
}

extension RegisteredDataset {
  /// Whether a folder has what the data have for certain.
  func isIn(_ folder: String) -> Bool {
    switch contents {
    case .pictures: isFolder("\(folder)/train")
    case .objects: isFolder("\(folder)/Annotations")
    case .grey: GreyData.holdsIDX(folder)
    case .texts: TextData.holdsTexts(folder)
    }
  }

  /// Where the data may be below a folder.
  func places(below root: String) -> [String] {
    let last = folder.split(separator: "/").last.map(String.init) ?? folder
    return [
      "\(root)/\(folder)", "\(root)/\(name)/\(folder)", "\(root)/\(name)", "\(root)/\(last)", root,
    ]
  }
}

/// Data that tell what stands in for them.
protocol Announcing {
  /// What to tell the user before any result.
  var notices: [String] { get set }
}

extension ImageData: Announcing {}
extension ObjectData: Announcing {}
extension GreyData: Announcing {}
extension TextData: Announcing {}
