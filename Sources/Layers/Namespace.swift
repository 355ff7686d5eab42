/// A level of a checkpoint's paths that computes nothing of its own.
public final class Namespace: Module {
  /// What stands under the level.
  public let children: [Child]

  /// Creates a level.
  public init(_ children: [Child]) {
    self.children = children
  }
}
