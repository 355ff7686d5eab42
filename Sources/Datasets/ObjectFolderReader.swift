import Files

/// Reads the two parts of the data in a folder with boxes.
struct ObjectFolderReader {
  let badBoxes: BadBoxPolicy
  let skipsBroken: Bool
  let validationShare: Double
  let seed: UInt64
  var notices: [String] = []
  /// The boxes that cannot be.
  var faults: [SkippedSample] = []

  /// The pictures to train with, those to validate with, and what the latter are called.
  typealias Parts = (
    training: any ObjectCollection, validation: any ObjectCollection, name: String
  )

  init(badBoxes: BadBoxPolicy, skipsBroken: Bool, validationShare: Double, seed: UInt64) {
    self.badBoxes = badBoxes
    self.skipsBroken = skipsBroken
    self.validationShare = validationShare
    self.seed = seed
  }

  /// How a folder with boxes is laid out.
  enum Layout {
    /// Like Pascal VOC: the folders of `Annotations` and `JPEGImages`.
    case voc([String])
    /// Like COCO.
    case coco
  }

  /// The layout of a folder; nil if it has none with boxes.
  static func layout(of root: String) -> Layout? {
    let folders = vocFolders(in: root)
    if !folders.isEmpty { return .voc(folders) }
    return isFolder("\(root)/annotations") ? .coco : nil
  }

  /// The folders of `Annotations` and `JPEGImages`: the one given, or all like `VOCdevkit/VOC2012`.
  private static func vocFolders(in root: String) -> [String] {
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

  /// A random part for validation, for want of a list.
  func split(_ whole: any ObjectCollection) -> Parts {
    let (training, validation) = whole.split(validationShare: validationShare, seed: seed)
    return (training, validation, "(\(Int((validationShare * 100).rounded())) % at random)")
  }

  /// Collections with the labels of one list of classes.
  static func relabelled(
    _ collections: [any ObjectCollection], as names: [String]
  ) throws(DatasetError) -> [any ObjectCollection] {
    var result: [any ObjectCollection] = []
    for collection in collections {
      result.append(
        collection.classNames == names
          ? collection : try RelabelledObjects(collection, classNames: names))
    }
    return result
  }
}
