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
    guard let known = all.first(where: { $0.name == nameOrFolder }) else {
      guard isFolder(nameOrFolder) || nameOrFolder.contains("/") else {
        _ = try named(nameOrFolder)
        throw .notFound(nameOrFolder)
      }
      return try ImageData(
        folder: nameOrFolder, validationShare: options.validationShare, seed: options.seed)
    }
    if known.isDrawn { return known.sample(options.seed) }
    if case .always = options.sample { return known.sample(options.seed) }
    do {
      let folder = try await localFolder(of: known, options, progress: progress)
      return try ImageData(
        folder: folder, name: known.name, validationShare: options.validationShare,
        seed: options.seed)
    } catch {
      guard case .fallback = options.sample, case .unavailable(let reason) = error else {
        throw error
      }
      return known.sample(options.seed).announcing(
        "\(known.name) is not to be had (\(reason)); a drawn sample takes its place — "
          + "`zoo data pull \(known.name)` gets the real one")
    }
  }

  /// Finds the folder of a registered data set, or fetches and unpacks it.
  ///
  /// - Parameters:
  ///   - known: The data set.
  ///   - options: Where data may come from.
  ///   - progress: Told how much of a download has arrived.
  /// - Returns: A folder with `train` and `val`.
  /// - Throws: `DatasetError.unavailable` when it is nowhere and cannot be fetched.
  public static func localFolder(
    of known: RegisteredDataset, _ options: DatasetOptions = DatasetOptions(),
    progress: @escaping @Sendable (Download.Progress) -> Void = { _ in }
  ) async throws(DatasetError) -> String {
    let roots = (options.root.map { [$0] } ?? []) + [options.home.data]
    for root in roots {
      for folder in ["\(root)/\(known.folder)", "\(root)/\(known.name)", root]
      where isFolder("\(folder)/train") {
        return folder
      }
    }
    for root in roots where isRegularFile("\(root)/\(known.archive)") {
      return try unpack("\(root)/\(known.archive)", known, options.home)
    }
    guard !options.isOffline else { throw .unavailable("offline, and not at \(roots.last ?? "")") }
    let archive = "\(options.home.data)/\(known.archive)"
    do {
      try await Download(url: known.url, to: archive, sha256: known.sha256).run(progress: progress)
    } catch {
      throw DatasetError(error)
    }
    return try unpack(archive, known, options.home)
  }

  private static func unpack(
    _ archive: String, _ known: RegisteredDataset, _ home: CacheHome
  ) throws(DatasetError) -> String {
    try ArchiveUnpacker(archive: archive, folder: known.folder).unpack(into: home.data)
    return "\(home.data)/\(known.folder)"
  }
}

extension ImageData {
  /// The same data with a further notice.
  func announcing(_ notice: String) -> ImageData {
    ImageData(
      name: name, training: training, validation: validation, notices: notices + [notice],
      isDrawn: isDrawn)
  }
}
