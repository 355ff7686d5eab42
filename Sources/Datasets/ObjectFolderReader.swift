import Files

/// Finds the two parts of the data in a folder.
struct ObjectFolderReader {
  let classNames: [String]?
  let badBoxes: BadBoxPolicy
  let skipsBroken: Bool
  let validationShare: Double
  let seed: UInt64
  private(set) var notices: [String] = []

  typealias Parts = (training: any ObjectCollection, validation: any ObjectCollection)

  init(
    classNames: [String]?, badBoxes: BadBoxPolicy, skipsBroken: Bool, validationShare: Double,
    seed: UInt64
  ) {
    self.classNames = classNames
    self.badBoxes = badBoxes
    self.skipsBroken = skipsBroken
    self.validationShare = validationShare
    self.seed = seed
  }

  /// The folder of `Annotations` and `JPEGImages`: the one given, or one like `VOCdevkit/VOC2012`.
  static func vocFolder(in root: String) -> String? {
    func isVOC(_ folder: String) -> Bool {
      isFolder("\(folder)/Annotations") && isFolder("\(folder)/JPEGImages")
    }
    if isVOC(root) { return root }
    for folder in [root, "\(root)/VOCdevkit"] where isFolder(folder) {
      let names = FolderScan.list(folder).names.filter { $0.hasPrefix("VOC") }
      if let found = names.last(where: { isVOC("\(folder)/\($0)") }) { return "\(folder)/\(found)" }
    }
    return nil
  }

  mutating func readVOC(
    _ root: String, _ imageSets: (training: String, validation: String)?
  ) throws(DatasetError) -> Parts {
    typealias Lists = (training: String, validation: String)
    let candidates: [Lists] = imageSets.map { [$0] } ?? [("train", "val"), ("trainval", "test")]
    let lists = candidates.first { lists in
      VOCFolder.hasImageSet(lists.training, in: root)
        && VOCFolder.hasImageSet(lists.validation, in: root)
    }
    guard let lists = lists ?? imageSets else {
      let single = ["train", "trainval"].first { VOCFolder.hasImageSet($0, in: root) }
      var identifiers: [String]?
      if let single { identifiers = try VOCFolder.imageSet(single, in: root) }
      let folder = try read(root, identifiers)
      return folder.split(validationShare: validationShare, seed: seed)
    }
    let training = try VOCFolder.imageSet(lists.training, in: root)
    let validation = try VOCFolder.imageSet(lists.validation, in: root)
    let listed = Set(training)
    // Read as one, so that both have the same classes.
    let folder = try read(
      root, training + validation.filter { !listed.contains($0) })
    let places = Dictionary(
      zip(folder.identifiers, folder.identifiers.indices), uniquingKeysWith: { first, _ in first })
    func part(_ list: String, _ names: [String]) throws(DatasetError) -> ObjectSubset {
      let indices = names.compactMap { places[$0] }
      guard !indices.isEmpty else {
        throw .malformed("\(root)/ImageSets/Main/\(list).txt: none of its pictures is there")
      }
      return folder.subset(indices)
    }
    return (
      try part(lists.training, training), try part(lists.validation, validation)
    )
  }

  private mutating func read(
    _ root: String, _ identifiers: [String]?
  ) throws(DatasetError) -> VOCFolder {
    let folder = try VOCFolder(
      root: root, identifiers: identifiers, classNames: classNames, badBoxes: badBoxes,
      skipsBroken: skipsBroken)
    notices += folder.notices + folder.strays.map { "skipped: \($0)" }
    return folder
  }

  mutating func readCOCO(_ root: String) throws(DatasetError) -> Parts {
    let names = FolderScan.list("\(root)/annotations").names.filter {
      $0.hasPrefix("instances") && $0.hasSuffix(".json")
    }
    func first(_ part: String) -> String? { names.first { $0.hasPrefix("instances_\(part)") } }
    guard let training = first("train") ?? names.first else {
      throw .malformed("\(root)/annotations: no instances_*.json")
    }
    let whole = try readCOCO(root, training, classNames)
    guard let validation = first("val") ?? first("test"), validation != training else {
      return whole.split(validationShare: validationShare, seed: seed)
    }
    return (whole, try readCOCO(root, validation, whole.classNames))
  }

  private mutating func readCOCO(
    _ root: String, _ file: String, _ classNames: [String]?
  ) throws(DatasetError) -> COCOFolder {
    let part = file.dropFirst("instances_".count).dropLast(".json".count)
    let pictures = ["\(root)/\(part)", "\(root)/images/\(part)", "\(root)/images"].first {
      !$0.hasSuffix("/") && isFolder($0)
    }
    let folder = try COCOFolder(
      file: "\(root)/annotations/\(file)", pictures: pictures ?? root, classNames: classNames,
      badBoxes: badBoxes, skipsBroken: skipsBroken)
    notices += folder.notices + folder.strays.map { "skipped: \($0)" }
    return folder
  }
}
