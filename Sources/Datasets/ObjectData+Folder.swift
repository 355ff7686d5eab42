import Files

extension ObjectData {
  /// Reads a folder with boxes: laid out like Pascal VOC's, or with COCO's `annotations/*.json`.
  ///
  /// VOC: `JPEGImages`, `Annotations` and `ImageSets/Main/*.txt` in the folder, or in
  /// `VOCdevkit/VOC2012` and the like below it, several as one: with the lists `trainval` and `test`,
  /// VOC 2007 and 2012 give the training data of the SSD paper. COCO: `annotations/instances_train*.json`
  /// and `…_val*.json`, with pictures in a folder of the same name, in `images`, or beside.
  ///
  /// Where there is only a list to test or to validate with, nothing is left to train with; where
  /// there is none, a random part validates. Classes are those of both parts, matched by name.
  ///
  /// - Parameters:
  ///   - root: The folder.
  ///   - name: What results call it; the folder by default.
  ///   - imageSets: The lists to train and to validate with; nil takes `trainval` and `test` where
  ///     there are both, else `train` and `val`.
  ///   - badBoxes: What becomes of boxes that cannot be.
  ///   - skipsBroken: Whether annotations that cannot be read are left out and reported.
  ///   - validationShare: The share that validates where the folder has no such list.
  ///   - seed: What the parts follow from.
  /// - Throws: `DatasetError`, before any training.
  public init(
    objectFolder root: String, name: String? = nil, imageSets: ImageSets? = nil,
    badBoxes: BadBoxPolicy = .error, skipsBroken: Bool = false, validationShare: Double = 0.2,
    seed: UInt64 = 0
  ) throws(DatasetError) {
    guard isFolder(root) else { throw .noFolder(root) }
    var reader = ObjectFolderReader(
      badBoxes: badBoxes, skipsBroken: skipsBroken, validationShare: validationShare, seed: seed)
    let parts: ObjectFolderReader.Parts
    switch ObjectFolderReader.layout(of: root) {
    case .voc(let folders): parts = try reader.readVOC(folders, imageSets)
    case .coco: parts = try reader.readCOCO(root, imageSets)
    case nil:
      throw .malformed(
        "\(root): neither 'Annotations' with 'JPEGImages', as Pascal VOC has them, nor "
          + "'annotations' with instances_*.json, as COCO has them")
    }
    self.init(
      name: name ?? root, training: parts.training, validation: parts.validation,
      validationPart: parts.name, notices: reader.notices, badBoxes: reader.faults)
  }

  /// Whether a folder holds pictures with boxes, by its layout.
  public static func isObjectFolder(_ root: String) -> Bool {
    ObjectFolderReader.layout(of: root) != nil
  }
}
