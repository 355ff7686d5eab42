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

  /// The folders of `Annotations` and `JPEGImages`: the one given, or all like `VOCdevkit/VOC2012`.
  static func vocFolders(in root: String) -> [String] {
    func isVOC(_ folder: String) -> Bool {
      isFolder("\(folder)/Annotations") && isFolder("\(folder)/JPEGImages")
    }
    if isVOC(root) { return [root] }
    for folder in [root, "\(root)/VOCdevkit"] where isFolder(folder) {
      let names = FolderScan.list(folder).names.filter { $0.hasPrefix("VOC") }
      let found = names.map { "\(folder)/\($0)" }.filter(isVOC)
      if !found.isEmpty { return found }
    }
    return []
  }

  typealias Lists = (training: String, validation: String)

  /// Reads folders of Pascal VOC, of the same classes, as one.
  mutating func readVOC(_ folders: [String], _ imageSets: Lists?) throws(DatasetError) -> Parts {
    var training: [any ObjectCollection] = []
    var validation: [any ObjectCollection] = []
    for folder in folders {
      let parts = try readVOC(
        folder, imageSets, classNames ?? (training + validation).first?.classNames)
      if let part = parts.training { training.append(part) }
      if let part = parts.validation { validation.append(part) }
    }
    for (parts, list) in [(training, imageSets?.training), (validation, imageSets?.validation)]
    where parts.isEmpty {
      throw .notFound(
        "\(folders.joined(separator: ", ")): no ImageSets/Main/\(list ?? "val").txt")
    }
    return (
      training.count == 1 ? training[0] : JoinedObjects(training),
      validation.count == 1 ? validation[0] : JoinedObjects(validation)
    )
  }

  private mutating func readVOC(
    _ root: String, _ imageSets: Lists?, _ classNames: [String]?
  ) throws(DatasetError) -> (training: (any ObjectCollection)?, validation: (any ObjectCollection)?)
  {
    func has(_ list: String) -> Bool { VOCFolder.hasImageSet(list, in: root) }
    let usual: [Lists] = [("train", "val"), ("trainval", "test")]
    guard let lists = imageSets ?? usual.first(where: { has($0.training) && has($0.validation) })
    else {
      let single = ["train", "trainval"].first(where: has)
      var identifiers: [String]?
      if let single { identifiers = try VOCFolder.imageSet(single, in: root) }
      return try read(root, identifiers, classNames)
        .split(validationShare: validationShare, seed: seed)
    }
    // One of several folders may lack a list, as VOC 2012 lacks that of the test.
    let training = has(lists.training) ? try VOCFolder.imageSet(lists.training, in: root) : []
    let validation = has(lists.validation) ? try VOCFolder.imageSet(lists.validation, in: root) : []
    guard !training.isEmpty || !validation.isEmpty else { return (nil, nil) }
    let listed = Set(training)
    // Read as one, so that both have the same classes.
    let folder = try read(
      root, training + validation.filter { !listed.contains($0) }, classNames)
    let places = Dictionary(
      zip(folder.identifiers, folder.identifiers.indices), uniquingKeysWith: { first, _ in first })
    func part(_ list: String, _ names: [String]) throws(DatasetError) -> ObjectSubset? {
      guard !names.isEmpty else { return nil }
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
    _ root: String, _ identifiers: [String]?, _ classNames: [String]?
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
