/// A registered file of weights: a line of `Weights/manifest.json`.
public struct WeightsEntry: Codable, Sendable {
  /// The name by which it is asked for.
  public let name: String
  /// The model it belongs to.
  public let model: String
  /// The file's name.
  public let file: String
  /// Where it is published; none for what ships with the zoo.
  public let url: String?
  /// The SHA-256, or how it begins.
  public let sha256: String
  /// The size, in bytes.
  public let bytes: Int
  /// The licence.
  public let licence: String
  /// Who made it, from what.
  public let source: String
  /// How good it is, and at what.
  public let metric: String
  /// The command that made it, or that fetches it.
  public let command: String

  /// Describes a file of weights.
  public init(
    name: String, model: String, file: String, url: String?, sha256: String, bytes: Int,
    licence: String, source: String, metric: String, command: String
  ) {
    self.name = name
    self.model = model
    self.file = file
    self.url = url
    self.sha256 = sha256
    self.bytes = bytes
    self.licence = licence
    self.source = source
    self.metric = metric
    self.command = command
  }
}
