/// A file of weights that a name led to.
public struct ResolvedWeights: Sendable {
  /// Where it was found.
  public enum Origin: String, Sendable {
    /// A path was given.
    case path
    /// It had been fetched before.
    case home
    /// It was fetched just now.
    case downloaded
    /// It came with the zoo.
    case shipped
  }

  /// The file.
  public let path: String
  /// What is registered about it; nil for a path that was given.
  public let entry: WeightsEntry?
  /// Where it was found.
  public let origin: Origin
  /// What to tell the user when it is not the one asked for: a name, how good it is, and what to do
  /// about it, to stand after "using".
  public let remark: String?
}
