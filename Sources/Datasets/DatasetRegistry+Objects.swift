import Files

extension DatasetRegistry {
  /// Finds the pictures with boxes of a name or a folder: the user's folder, the cache, the network,
  /// drawings.
  ///
  /// - Parameters:
  ///   - nameOrFolder: A registered name, or a folder laid out like Pascal VOC's or COCO's.
  ///   - options: Where data may come from.
  ///   - badBoxes: What becomes of boxes that cannot be.
  ///   - skipsBroken: Whether annotations that cannot be read are left out and reported.
  ///   - imageSets: The lists of pictures to train and to validate with; nil takes the usual ones.
  ///   - progress: Told how much of a download has arrived.
  /// - Returns: The data, with notices of what stands in for what.
  /// - Throws: `DatasetError.notFound` for an unknown name, `.unavailable` when the data are not to
  ///   be had and drawings are not wanted, `.malformed` for annotations that cannot be used.
  public static func resolveObjects(
    _ nameOrFolder: String, _ options: DatasetOptions = DatasetOptions(),
    badBoxes: BadBoxPolicy = .error, skipsBroken: Bool = false,
    imageSets: ImageSets? = nil,
    progress: @escaping @Sendable (Download.Progress) -> Void = { _ in }
  ) async throws(DatasetError) -> ObjectData {
    func read(_ folder: String, _ name: String?) throws(DatasetError) -> ObjectData {
      try ObjectData(
        objectFolder: folder, name: name, imageSets: imageSets, badBoxes: badBoxes,
        skipsBroken: skipsBroken, validationShare: options.validationShare, seed: options.seed)
    }
    guard let known = self[nameOrFolder] else {
      guard isFolder(nameOrFolder) || nameOrFolder.contains("/") else {
        throw unknown(nameOrFolder)
      }
      return try read(nameOrFolder, nil)
    }
    guard case .objects(let sample) = known.contents else {
      if case .texts = known.contents {
        throw .malformed("\(nameOrFolder): it holds texts, no pictures with boxes")
      }
      throw .malformed(
        "\(nameOrFolder): its pictures have a class, no boxes; it is for classifiers")
    }
    return try await find(known, options, sample, progress) { (folder) throws(DatasetError) in
      try read(folder, known.name)
    }
  }
}
