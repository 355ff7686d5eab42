/// A public data set that is known by its name.
public struct RegisteredDataset: Sendable {
  /// The name, such as `ants_bees`.
  public let name: String
  /// What it holds, in one line.
  public let summary: String
  /// The address of the archive; empty for drawings, which need none.
  public let url: String
  /// The SHA-256 of the archive; empty where its publisher gives none.
  public let sha256: String
  /// The size of the archive in bytes, where it is known.
  public var byteCount: Int?
  /// Archives that belong to it as well, unpacked into the same folder.
  public var further: [Archive] = []
  /// What is known of its licence.
  public let licence: String
  /// The folder in the archive that holds the data: `train` and `val` or `test`, or `Annotations`;
  /// the folder that MNIST's files are put into.
  public let folder: String
  /// Files of the archive that are known to be no pictures.
  public let knownStrays: [String]
  /// What it is for, and the drawings that stand in for it.
  public let contents: Contents

  /// An archive.
  public struct Archive: Sendable {
    /// The address.
    public let url: String
    /// The SHA-256.
    public let sha256: String
    /// The size in bytes, where it is known.
    public var byteCount: Int?

    /// The file name.
    public var file: String { url.split(separator: "/").last.map(String.init) ?? url }
  }

  /// What a data set is for.
  public enum Contents: Sendable {
    /// Pictures with a class each, and drawings of them from a seed.
    case pictures(sample: @Sendable (_ seed: UInt64) -> ImageData)
    /// Pictures with boxes, and drawings of them from a seed.
    case objects(sample: @Sendable (_ seed: UInt64) -> ObjectData)
    /// Grey pictures in MNIST's format, and drawings of them from a seed, if there are any.
    case grey(classNames: [String], sample: (@Sendable (_ seed: UInt64) -> GreyData)?)
    /// Texts with a class each, and ones from a grammar and a seed.
    case texts(sample: @Sendable (_ seed: UInt64) -> TextData)
  }

  /// All archives.
  public var archives: [Archive] {
    [Archive(url: url, sha256: sha256, byteCount: byteCount)] + further
  }

  /// Whether drawings stand in for the data where they are not to be had.
  public var hasSample: Bool {
    if case .grey(_, nil) = contents { return false }
    return true
  }

  /// Whether the data set is drawn by this program and never fetched.
  public var isDrawn: Bool { url.isEmpty }
}
