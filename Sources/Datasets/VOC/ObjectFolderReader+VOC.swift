import Files

extension ObjectFolderReader {
  /// The lists to train and to validate with; both nil where there are none.
  private typealias Lists = (training: String?, validation: String?)

  /// Lists that belong together, the paper's first: `val` is a part of `trainval`.
  private static let usual = [
    ImageSets(training: "trainval", validation: "test"),
    ImageSets(training: "train", validation: "val"),
    ImageSets(training: "train", validation: "test"),
  ]

  /// Reads folders of Pascal VOC as one.
  mutating func readVOC(
    _ roots: [String], _ imageSets: ImageSets?
  ) throws(DatasetError) -> Parts {
    let lists = try Self.lists(of: roots, imageSets)
    var read: [(folder: VOCFolder, training: [Int], validation: [Int])] = []
    for root in roots {
      if let found = try self.read(root, lists) { read.append(found) }
    }
    let folders = try Self.relabelled(
      read.map(\.folder), as: Self.classNames(of: read.map(\.folder)))
    func joined(
      _ indices: [[Int]], _ list: String?
    ) throws(DatasetError) -> any ObjectCollection {
      let parts = zip(folders, indices).filter { !$0.1.isEmpty }.map { $0.0.subset($0.1) }
      if let list, parts.isEmpty {
        throw .malformed(
          "\(roots.joined(separator: ", ")): none of the pictures of ImageSets/Main/\(list).txt is "
            + "there")
      }
      if parts.count > 1 { return JoinedObjects(parts) }
      return parts.first ?? folders[0].subset([])
    }
    let training = try joined(read.map(\.training), lists.training)
    guard let list = lists.validation else { return split(training) }
    return (training, try joined(read.map(\.validation), list), list)
  }

  /// Which lists are used; one of several folders may lack them.
  private static func lists(
    of roots: [String], _ imageSets: ImageSets?
  ) throws(DatasetError) -> Lists {
    func exists(_ list: String) -> Bool {
      roots.contains { VOCFolder.hasImageSet(list, in: $0) }
    }
    if let imageSets {
      for list in [imageSets.training, imageSets.validation] where !exists(list) {
        throw .notFound(
          "\(roots.joined(separator: ", ")): no ImageSets/Main/\(list).txt — check --image-sets")
      }
    }
    let pair = imageSets ?? usual.first { exists($0.training) && exists($0.validation) }
    if let pair { return (pair.training, pair.validation) }
    if let list = ["trainval", "train"].first(where: exists) { return (list, nil) }
    return (nil, ["test", "val"].first(where: exists))
  }

  /// A folder and the pictures of both lists in it; nil if it has neither, as VOC 2012 has no test.
  private mutating func read(
    _ root: String, _ lists: Lists
  ) throws(DatasetError) -> (folder: VOCFolder, training: [Int], validation: [Int])? {
    func names(_ list: String?) throws(DatasetError) -> [String] {
      guard let list, VOCFolder.hasImageSet(list, in: root) else { return [] }
      return try VOCFolder.imageSet(list, in: root)
    }
    let (training, validation) = (try names(lists.training), try names(lists.validation))
    var identifiers: [String]?
    if lists.training != nil || lists.validation != nil {
      guard !training.isEmpty || !validation.isEmpty else { return nil }
      let listed = Set(training)
      identifiers = training + validation.filter { !listed.contains($0) }
    }
    let folder = try VOCFolder(
      root: root, identifiers: identifiers, badBoxes: badBoxes, skipsBroken: skipsBroken)
    notices += folder.notices + folder.strays.map { "skipped: \($0)" }
    faults += folder.badBoxes
    guard identifiers != nil else { return (folder, Array(0..<folder.count), []) }
    let places = Dictionary(
      zip(folder.identifiers, folder.identifiers.indices), uniquingKeysWith: { first, _ in first })
    return (
      folder, training.compactMap { places[$0] }, validation.compactMap { places[$0] }
    )
  }

  /// The classes of all folders together.
  private static func classNames(of folders: [VOCFolder]) -> [String] {
    let lists = Set(folders.map(\.classNames))
    if lists.count == 1, let only = lists.first { return only }
    let occurring = folders.flatMap { folder in
      zip(folder.classNames, folder.objectCounts).filter { $0.1 > 0 }.map(\.0)
    }
    return ClassList.names(found: Set(occurring))
  }
}
