import Files

/// The data sets that are known by name.
public enum DatasetRegistry {
  /// All of them.
  public static let all = [
    antsAndBees, drawnClasses, fashionMNIST, imdb, mnist, voc2007, voc2012,
  ]

  /// Ants and bees of ImageNet, as in PyTorch's tutorial on transfer learning.
  public static let antsAndBees = RegisteredDataset(
    name: "ants_bees",
    summary: "245 photographs of ants and bees to train with and 153 to validate with, 45 MiB",
    url: "https://download.pytorch.org/tutorial/hymenoptera_data.zip", sha256: "",
    licence: "a small part of ImageNet; for research and teaching",
    folder: "hymenoptera_data", knownStrays: ["train/ants/imageNotFound.gif"],
    contents: .pictures(sample: drawnAntsAndBees))

  /// The drawings that stand in for ants and bees.
  ///
  /// - Parameter seed: Equal seeds give equal pictures.
  /// - Returns: The drawings, in two parts.
  public static func drawnAntsAndBees(_ seed: UInt64) -> ImageData {
    ImageData(
      name: "ants_bees (drawn sample)",
      training: Drawn.antsAndBees(count: 800, seed: 2 &* seed),
      validation: Drawn.antsAndBees(count: 200, seed: 2 &* seed &+ 1), isDrawn: true)
  }

  /// Drawings of 27 classes, none of them ants or bees: what the small weights are trained on.
  public static let drawnClasses = RegisteredDataset(
    name: "drawn_classes",
    summary:
      "4,050 drawings of shapes, textures, things and animals to train with, 540 to validate",
    url: "", sha256: "", licence: "made by this program", folder: "drawn_classes", knownStrays: [],
    contents: .pictures { seed in
      ImageData(
        name: "drawn_classes", training: Drawn.classes(count: 4050, seed: 2 &* seed),
        validation: Drawn.classes(count: 540, seed: 2 &* seed &+ 1))
    })

  /// The data set of a name; nil where none is called so.
  public static subscript(name: String) -> RegisteredDataset? { all.first { $0.name == name } }

  /// That something is neither a folder nor a data set.
  static func unknown(_ name: String) -> DatasetError {
    if isRegularFile(name) { return .noFolder(name) }
    return .notFound(
      "\(name): neither a folder nor a data set; the data sets are "
        + all.map(\.name).joined(separator: ", "))
  }
}
