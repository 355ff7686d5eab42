import Files

extension DatasetRegistry {
  /// Handwritten digits.
  ///
  /// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
  public static let mnist = RegisteredDataset(
    mnistLike: "mnist", summary: "60,000 handwritten digits to train with, 10,000 to test with",
    site: "https://ossci-datasets.s3.amazonaws.com/mnist",
    sha256: [
      "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ],
    byteCounts: [9_912_422, 28_881, 1_648_877, 4_542],
    licence: "by LeCun and Cortes; commonly given as CC BY-SA 3.0",
    contents: .grey(classNames: GreyImages.digits, sample: drawnDigits))

  /// Pictures of clothes in the format of MNIST.
  ///
  /// Source: Xiao, Rasul and Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine
  /// Learning Algorithms". https://arxiv.org/abs/1708.07747
  public static let fashionMNIST = RegisteredDataset(
    mnistLike: "fashion_mnist",
    summary: "60,000 pictures of ten kinds of clothes to train with, 10,000 to test with",
    site: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    sha256: [
      "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
      "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
      "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
      "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    ],
    byteCounts: [26_421_880, 29_515, 4_422_102, 5_148], licence: "MIT, by Zalando",
    contents: .grey(
      classNames: [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
        "Ankle boot",
      ], sample: nil))

  /// The drawings that stand in for handwritten digits.
  ///
  /// - Parameter seed: Equal seeds give equal pictures.
  /// - Returns: The drawings, in two parts.
  public static func drawnDigits(_ seed: UInt64) -> GreyData {
    GreyData(
      name: "mnist (drawn sample)", training: Drawn.digits(count: 6000, seed: 2 &* seed),
      test: Drawn.digits(count: 1000, seed: 2 &* seed &+ 1), isDrawn: true)
  }

  /// Finds the grey pictures of a name or a folder: the user's folder, the cache, the network,
  /// drawings.
  ///
  /// - Parameters:
  ///   - nameOrFolder: A registered name, a folder with MNIST's files, or one of pictures.
  ///   - options: Where data may come from.
  ///   - progress: Told how much of a download has arrived.
  /// - Returns: The data, with notices of what stands in for what.
  /// - Throws: `DatasetError.notFound` for an unknown name, `.unavailable` when the data are not to
  ///   be had and drawings are not wanted, `.malformed` for files that cannot be used.
  public static func resolveGrey(
    _ nameOrFolder: String, _ options: DatasetOptions = DatasetOptions(),
    progress: @escaping @Sendable (Download.Progress) -> Void = { _ in }
  ) async throws(DatasetError) -> GreyData {
    guard let known = self[nameOrFolder] else {
      guard isFolder(nameOrFolder) || nameOrFolder.contains("/") else {
        throw unknown(nameOrFolder)
      }
      return try GreyData(
        greyFolder: nameOrFolder, side: options.greySide, testShare: options.validationShare,
        seed: options.seed, testsOtherClasses: options.testsOtherClasses)
    }
    guard case .grey(let classNames, let sample) = known.contents else {
      throw .malformed("\(nameOrFolder): no grey pictures such as digits; take mnist, or a folder")
    }
    return try await find(known, options, sample, progress) { (folder) throws(DatasetError) in
      try GreyData(greyFolder: folder, name: known.name, classNames: classNames)
    }
  }
}

extension RegisteredDataset {
  /// A data set of four files that are read as they are fetched.
  fileprivate init(
    mnistLike name: String, summary: String, site: String, sha256: [String], byteCounts: [Int],
    licence: String, contents: Contents
  ) {
    let files = zip(GreyData.fileNames.indices, GreyData.fileNames).map { index, file in
      Archive(url: "\(site)/\(file).gz", sha256: sha256[index], byteCount: byteCounts[index])
    }
    let size = (byteCounts.reduce(0, +) + 1 << 19) >> 20
    self.init(
      name: name, summary: "\(summary), \(size) MiB", url: files[0].url, sha256: sha256[0],
      byteCount: byteCounts[0], further: Array(files.dropFirst()), licence: licence, folder: name,
      knownStrays: [], contents: contents)
  }
}
