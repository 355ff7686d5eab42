extension DatasetRegistry {
  private static let site = "http://host.robots.ox.ac.uk/pascal/VOC"
  private static let terms = "photographs from Flickr under its terms of use; for research"

  /// Pascal VOC 2007, with its test part.
  ///
  /// Source: Everingham et al., "The PASCAL Visual Object Classes Challenge 2007 (VOC2007) Results".
  public static let voc2007 = RegisteredDataset(
    name: "voc2007",
    summary:
      "5,011 photographs with boxes of 20 classes to train with and 4,952 to test, 869 MiB",
    url: "\(site)/voc2007/VOCtrainval_06-Nov-2007.tar",
    sha256: "7d8cd951101b0957ddfd7a530bdc8a94f06121cfc1e511bb5937e973020c7508",
    further: [
      .init(
        url: "\(site)/voc2007/VOCtest_06-Nov-2007.tar",
        sha256: "6836888e2e01dca84577a849d339fa4f73e1e4f135d312430c4856b5609b4892")
    ], licence: terms, folder: "VOCdevkit/VOC2007", knownStrays: [],
    contents: .objects { drawnObjects("voc2007", $0) })

  /// Pascal VOC 2012.
  ///
  /// Source: Everingham et al., "The PASCAL Visual Object Classes Challenge 2012 (VOC2012) Results".
  public static let voc2012 = RegisteredDataset(
    name: "voc2012",
    summary:
      "5,717 photographs with boxes of 20 classes to train with and 5,823 to validate, 1.9 GiB",
    url: "\(site)/voc2012/VOCtrainval_11-May-2012.tar",
    sha256: "e14f763270cf193d0b5f74b169f44157a4b0c6efa708f4dd0ff78ee691763bcb",
    licence: terms, folder: "VOCdevkit/VOC2012", knownStrays: [],
    contents: .objects { drawnObjects("voc2012", $0) })

  /// The drawings that stand in for Pascal VOC: twelve of its classes.
  ///
  /// - Parameters:
  ///   - name: The data set whose place they take.
  ///   - seed: Equal seeds give equal pictures.
  /// - Returns: The drawings, in two parts.
  public static func drawnObjects(_ name: String, _ seed: UInt64) -> ObjectData {
    ObjectData(
      name: "\(name) (drawn sample)", training: Drawn.objects(count: 1500, seed: 2 &* seed),
      validation: Drawn.objects(count: 200, seed: 2 &* seed &+ 1), isDrawn: true)
  }
}
