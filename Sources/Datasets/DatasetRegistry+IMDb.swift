import Files

extension DatasetRegistry {
  /// Reviews of films that praise or blame.
  ///
  /// Source: Maas et al., "Learning Word Vectors for Sentiment Analysis", 2011.
  /// https://aclanthology.org/P11-1015
  public static let imdb = RegisteredDataset(
    name: "imdb",
    summary: "25,000 reviews of films to train with and 25,000 to test with, 80 MiB",
    url: "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz", sha256: "",
    licence: "reviews of IMDb's users; for research, citing Maas et al.", folder: "aclImdb",
    knownStrays: [], contents: .texts(sample: drawnReviews))

  /// The reviews from a grammar that stand in for IMDb's.
  ///
  /// - Parameter seed: Equal seeds give equal reviews.
  /// - Returns: The reviews, in two parts.
  public static func drawnReviews(_ seed: UInt64) -> TextData {
    TextData(
      name: "imdb (drawn sample)", training: Drawn.reviews(count: 2000, seed: 2 &* seed),
      validation: Drawn.reviews(count: 400, seed: 2 &* seed &+ 1), isDrawn: true)
  }

  /// Finds the texts of a name, a folder or a file: the user's folder, the cache, the network, a
  /// grammar.
  ///
  /// - Parameters:
  ///   - nameOrPath: A registered name, a folder, or a table.
  ///   - options: Where data may come from.
  ///   - table: How tables are read.
  ///   - progress: Told how much of a download has arrived.
  /// - Returns: The data, with notices of what stands in for what.
  /// - Throws: `DatasetError.notFound` for an unknown name, `.unavailable` when the data are not to
  ///   be had and drawn ones are not wanted, `.malformed` for files that cannot be used.
  public static func resolveTexts(
    _ nameOrPath: String, _ options: DatasetOptions = DatasetOptions(),
    table: TextTableOptions = TextTableOptions(),
    progress: @escaping @Sendable (Download.Progress) -> Void = { _ in }
  ) async throws(DatasetError) -> TextData {
    func read(_ path: String, _ name: String?) throws(DatasetError) -> TextData {
      try TextData(
        path, name: name, options: table, validationShare: options.validationShare,
        seed: options.seed)
    }
    guard let known = self[nameOrPath] else {
      guard isFolder(nameOrPath) || isRegularFile(nameOrPath) || nameOrPath.contains("/") else {
        throw unknown(nameOrPath)
      }
      return try read(nameOrPath, nil)
    }
    guard case .texts(let sample) = known.contents else {
      throw .malformed("\(nameOrPath): it holds pictures; take imdb, or texts of your own")
    }
    return try await find(known, options, sample, progress) { (folder) throws(DatasetError) in
      try read(folder, known.name)
    }
  }
}
