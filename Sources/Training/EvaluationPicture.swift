import Images

/// A picture of what a model reaches, drawn when it is wanted.
public struct EvaluationPicture: Sendable {
  /// The name of its file, without ending.
  public let name: String
  /// Draws it.
  public let draw: @Sendable () throws -> Image

  /// Creates a picture.
  public init(_ name: String, draw: @escaping @Sendable () throws -> Image) {
    self.name = name
    self.draw = draw
  }
}
