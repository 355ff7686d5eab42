import Files
import Images

extension GreyImages {
  /// Reads pictures and labels in MNIST's format, packed with gzip or not.
  ///
  /// - Parameters:
  ///   - images: The idx file of the pictures, `[count, side, side]`.
  ///   - labels: The idx file of the labels, `[count]`.
  ///   - classNames: The classes; the ten digits by default.
  /// - Throws: `DatasetError.malformed` for files that are not whole, do not fit together, or have a
  ///   label that is no class.
  public init(
    images: String, labels: String, classNames: [String] = GreyImages.digits
  ) throws(DatasetError) {
    let numbers = try IDXFile(labels, rank: 1)
    let pictures = try IDXFile(images, rank: 3)
    guard pictures.shape[0] == numbers.shape[0] else {
      throw .malformed(
        "\(images): \(pictures.shape[0]) pictures, and \(numbers.shape[0]) labels in \(labels) — "
          + "take both from one set")
    }
    guard pictures.shape[0] > 0 else { throw .malformed("\(images): no pictures") }
    let side = pictures.shape[1]
    guard side == pictures.shape[2], side > 0 else {
      throw .malformed(
        "\(images): pictures of \(side)×\(pictures.shape[2]) pixels; only squares are read")
    }
    for (index, label) in numbers.items.enumerated() where label >= classNames.count {
      throw .malformed(
        "\(labels): label \(label) at item \(index); there are \(classNames.count) classes, from 0")
    }
    self.init(
      name: images, side: side, pixels: pictures.items, labels: numbers.items.map(Int.init),
      classNames: classNames)
  }

  /// Reads a folder of pictures of one kind, or one with a folder for each class.
  ///
  /// Pictures become grey, their short side is made `side` (bicubic) and the middle kept. Folders
  /// named by digits only have the ten digits as classes. Broken pictures are left out and reported.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - side: The height and width that the pictures get.
  ///   - limit: How many pictures are read at most, of each class.
  ///   - expected: The classes that a network has already; nil takes those found.
  ///   - acceptsOthers: Whether other classes come behind the expected ones instead of being refused.
  /// - Throws: `DatasetError.notFound` for a missing folder, `.malformed` without any picture.
  public init(
    folder: String, side: Int = 28, limit: Int = .max, classNames expected: [String]? = nil,
    acceptsOthers: Bool = false
  ) throws(DatasetError) {
    var listing = try FolderScan.classListing(of: folder)
    let folders = listing.names.filter { isFolder("\(folder)/\($0)") }
    listing.names.removeAll(where: folders.contains)
    let found = folders.isEmpty ? [fileName(of: folder)] : folders
    let others = acceptsOthers ? found : []
    let classes =
      expected.map { expected in expected + others.filter { !expected.contains($0) } }
      ?? (found.allSatisfy(GreyImages.digits.contains) ? GreyImages.digits : found)
    var reader = GreyFolderReader(side: side, limit: limit, strays: listing.strays)
    if folders.isEmpty {
      reader.read(folder, label: 0)
    } else {
      reader.strays += listing.names.map {
        SkippedSample(file: "\(folder)/\($0)", reason: "not in a class's folder")
      }
      for name in found {
        guard let label = classes.firstIndex(of: name) else {
          throw .malformed(
            "\(folder)/\(escaped(name)): no such class; there are "
              + classes.map(escaped).joined(separator: ", "))
        }
        reader.read("\(folder)/\(name)", label: label)
      }
    }
    guard !reader.files.isEmpty else {
      let first = reader.strays.first.map { ", first \($0)" } ?? ""
      throw .malformed("\(folder): no PNG or JPEG picture that can be read\(first)")
    }
    self.init(
      name: folder, side: side, pixels: reader.pixels, labels: reader.labels, classNames: classes,
      names: .own(reader.files), strays: reader.strays)
  }
}
