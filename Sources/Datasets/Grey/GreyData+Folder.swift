import Files

extension GreyData {
  /// The names of MNIST's files without `.gz`: pictures and labels to train with and to test with.
  static let fileNames = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]

  /// Whether a folder has MNIST's four files.
  static func holdsIDX(_ folder: String) -> Bool {
    fileNames.allSatisfy { path(of: $0, in: folder) != nil }
  }

  /// Reads a folder: with MNIST's four files, packed or not; with `train` and `test` in it (or
  /// `val`, `valid`, `validation`); or pictures at once, of which a part tests.
  ///
  /// - Parameters:
  ///   - root: The folder.
  ///   - name: What results call it; the folder by default.
  ///   - side: The height and width that pictures in files of their own get.
  ///   - classNames: The classes; nil takes those found, and the digits for MNIST's files.
  ///   - testShare: The share of each class that tests, where the folder has no such part.
  ///   - seed: What the parts follow from.
  ///   - testsOtherClasses: Whether `test` may have classes that `train` lacks; they come behind its
  ///     own.
  /// - Throws: `DatasetError.notFound` for a missing folder or file, `.malformed` for a wrong one.
  public init(
    greyFolder root: String, name: String? = nil, side: Int = 28, classNames: [String]? = nil,
    testShare: Double = 0.2, seed: UInt64 = 0,
    testsOtherClasses: Bool = false
  ) throws(DatasetError) {
    guard isFolder(root) else { throw .noFolder(root) }
    let training: GreyImages
    let test: GreyImages
    if Self.fileNames.contains(where: { Self.path(of: $0, in: root) != nil }) {
      var paths: [String] = []
      for file in Self.fileNames {
        guard let path = Self.path(of: file, in: root) else {
          throw .notFound("\(root)/\(file): no such file, and none packed as \(file).gz")
        }
        paths.append(path)
      }
      let classes = classNames ?? GreyImages.digits
      training = try GreyImages(images: paths[0], labels: paths[1], classNames: classes)
      test = try GreyImages(images: paths[2], labels: paths[3], classNames: classes)
      guard training.side == test.side else {
        throw .malformed(
          "\(paths[2]): pictures of \(test.side) pixels; those to train with have \(training.side)")
      }
    } else if isFolder("\(root)/train") {
      training = try GreyImages(folder: "\(root)/train", side: side, classNames: classNames)
      let part = ["test", "val", "valid", "validation"].first { isFolder("\(root)/\($0)") }
      guard let part else {
        throw .malformed("\(root): 'train' has neither 'test' nor 'val' beside it")
      }
      let isOneKind = training.classNames == ["train"]
      test = try GreyImages(
        folder: "\(root)/\(part)", side: side, classNames: isOneKind ? nil : training.classNames,
        acceptsOthers: testsOtherClasses)
    } else {
      let all = try GreyImages(folder: root, side: side, classNames: classNames)
      let parts = all.stratifiedSplit(validationShare: testShare, seed: seed)
      training = all.subset(parts.training.indices)
      test = all.subset(parts.validation.indices)
    }
    var notices: [String] = []
    for stray in training.strays + test.strays {
      let notice = "skipped: \(stray)"
      if !notices.contains(notice) { notices.append(notice) }
    }
    self.init(name: name ?? root, training: training, test: test, notices: notices)
  }

  /// A file of MNIST's in a folder, packed or not; some copies have a dot for the second dash.
  private static func path(of file: String, in folder: String) -> String? {
    let dotted = file.replacing("-idx", with: ".idx")
    return ["\(file).gz", file, "\(dotted).gz", dotted].map { "\(folder)/\($0)" }
      .first(where: isRegularFile)
  }
}
