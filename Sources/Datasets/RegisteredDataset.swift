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
  /// What is known of its licence.
  public let licence: String
  /// The folder in the archive that holds `train` and `val`.
  public let folder: String
  /// Files of the archive that are known to be no pictures.
  public let knownStrays: [String]
  /// Drawings that stand in for it.
  public let sample: @Sendable (_ seed: UInt64) -> ImageData

  /// Whether the data set is drawn by this program and never fetched.
  public var isDrawn: Bool { url.isEmpty }

  /// The file name of the archive.
  public var archive: String { url.split(separator: "/").last.map(String.init) ?? name }
}
