/// How the names of a published checkpoint become the paths of a model.
public struct KeyMap: Sendable {
  private let extras: [String]
  private let optional: [String]
  private let rename: @Sendable (String) -> String

  /// Names are the model's paths; batch normalization's step counters are superfluous.
  public static let published = KeyMap()

  /// Creates a key map.
  ///
  /// - Parameters:
  ///   - extras: Names that the model does not need, whole or their last components.
  ///   - optional: The last components of paths of the model that the file may lack, since the model
  ///     can compute them.
  ///   - rename: Turns a name of the file into a path of the model.
  public init(
    extras: [String] = ["num_batches_tracked"], optional: [String] = [],
    rename: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.extras = extras
    self.optional = optional
    self.rename = rename
  }

  /// Creates a key map that replaces the first of `prefixes` with which a name begins.
  ///
  /// - Parameters:
  ///   - prefixes: What to replace, and by what.
  ///   - extras: Names that the model does not need, whole or their last components.
  public init(prefixes: [(String, String)], extras: [String] = ["num_batches_tracked"]) {
    self.init(extras: extras) { name in
      for (old, new) in prefixes where name.hasPrefix(old) {
        return new + name.dropFirst(old.count)
      }
      return name
    }
  }

  /// The path of the model for a name of the file.
  func path(of name: String) -> String { rename(name) }

  /// Whether the model does not need the tensor `name`.
  func isExtra(_ name: String) -> Bool {
    extras.contains { name == $0 || name.hasSuffix("." + $0) }
  }

  /// Whether the file may lack what the model has at `path`.
  func isOptional(_ path: String) -> Bool {
    optional.contains { path == $0 || path.hasSuffix("." + $0) }
  }
}
