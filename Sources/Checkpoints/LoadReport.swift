/// What became of each tensor when a checkpoint was loaded into a model.
public struct LoadReport: Sendable, CustomStringConvertible {
  /// A tensor whose shape is not the model's; both as published.
  public struct Misshapen: Sendable {
    /// The model's path.
    public let name: String
    /// The shape in the file.
    public let stored: [Int]
    /// The shape that the model needs.
    public let expected: [Int]
  }

  /// The file.
  public let path: String
  /// The model's paths that were filled.
  public internal(set) var loaded: [String] = []
  /// The model's paths that the file lacks.
  public internal(set) var missing: [String] = []
  /// The model's paths that the file lacks and that the key map lets it lack.
  public internal(set) var absent: [String] = []
  /// The file's names that the model lacks.
  public internal(set) var unexpected: [String] = []
  /// Tensors of another shape.
  public internal(set) var misshapen: [Misshapen] = []
  /// The file's names that the key map declares superfluous.
  public internal(set) var ignored: [String] = []
  /// The names of the file and of the model, for suggestions.
  var fileNames: [String] = []

  init(path: String) {
    self.path = path
  }

  /// Whether every tensor of the file fits one of the model and the other way round.
  public var isExact: Bool { missing.isEmpty && unexpected.isEmpty && misshapen.isEmpty }

  /// The three lists, in one line, each name with the nearest one.
  public var description: String {
    guard !isExact else { return "\(path): \(loaded.count) tensors loaded" }
    var lists: [String] = []
    if !missing.isEmpty {
      lists.append(
        "missing \(missing.count): "
          + Self.list(missing) { name in
            nearestName(to: name, among: fileNames).map { "'\(name)' (nearest '\($0)')" }
              ?? "'\(name)'"
          })
    }
    if !unexpected.isEmpty {
      lists.append(
        "unexpected \(unexpected.count): "
          + Self.list(unexpected) { name in
            nearestName(to: name, among: missing).map { "'\(name)' (nearest '\($0)')" }
              ?? "'\(name)'"
          })
    }
    if !misshapen.isEmpty {
      lists.append(
        "misshapen \(misshapen.count): "
          + Self.list(misshapen) { "'\($0.name)' is \($0.stored), the model has \($0.expected)" })
    }
    return "\(path) does not fit the model: \(lists.joined(separator: "; ")) — \(advice)"
  }

  private var advice: String {
    if loaded.isEmpty && misshapen.isEmpty { return "is it a checkpoint of another model?" }
    if missing.isEmpty && unexpected.isEmpty {
      return "has it another number of classes?"
    }
    return "was it converted with a key map?"
  }

  private static func list<Item>(_ items: [Item], _ text: (Item) -> String) -> String {
    let shown = 4
    let rest = items.count > shown ? ", … (\(items.count - shown) more)" : ""
    return items.prefix(shown).map(text).joined(separator: ", ") + rest
  }
}
