import Files

extension ObjectData {
  /// Reads a folder with boxes: laid out like Pascal VOC's, or with COCO's `annotations/*.json`.
  ///
  /// VOC: `JPEGImages`, `Annotations` and `ImageSets/Main/{train,val}.txt` in the folder, or in
  /// `VOCdevkit/VOC2012` and the like below it, several as one: with the lists `trainval` and `test`,
  /// VOC 2007 and 2012 give the training data of the SSD paper. COCO: `annotations/instances_train*.json` and
  /// `…_val*.json`, with pictures in a folder of the same name, in `images`, or beside. Where there
  /// is no list for validation, a part is drawn.
  ///
  /// - Parameters:
  ///   - root: The folder.
  ///   - name: What results call it; the folder by default.
  ///   - imageSets: The lists of `ImageSets/Main` to train and to validate with; nil takes `train`
  ///     and `val`, or `trainval` and `test`.
  ///   - classNames: The classes that a network has already; nil takes those of the data.
  ///   - badBoxes: What becomes of boxes that cannot be.
  ///   - skipsBroken: Whether annotations that cannot be read are left out and reported.
  ///   - validationShare: The share that validates where the folder has no such list.
  ///   - seed: What the parts follow from.
  /// - Throws: `DatasetError`, before any training.
  public init(
    objectFolder root: String, name: String? = nil,
    imageSets: (training: String, validation: String)? = nil, classNames: [String]? = nil,
    badBoxes: BadBoxPolicy = .error, skipsBroken: Bool = false, validationShare: Double = 0.2,
    seed: UInt64 = 0
  ) throws(DatasetError) {
    guard isFolder(root) else { throw .notFound("\(root): no such folder; check the path") }
    var reader = ObjectFolderReader(
      classNames: classNames, badBoxes: badBoxes, skipsBroken: skipsBroken,
      validationShare: validationShare, seed: seed)
    let parts: ObjectFolderReader.Parts
    let folders = ObjectFolderReader.vocFolders(in: root)
    if !folders.isEmpty {
      parts = try reader.readVOC(folders, imageSets)
    } else if isFolder("\(root)/annotations") {
      parts = try reader.readCOCO(root)
    } else {
      throw .malformed(
        "\(root): neither 'Annotations' with 'JPEGImages', as Pascal VOC has them, nor "
          + "'annotations' with instances_*.json, as COCO has them")
    }
    self.init(
      name: name ?? root, training: parts.training, validation: parts.validation,
      notices: reader.notices)
  }
}
