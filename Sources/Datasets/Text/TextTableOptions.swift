/// How a table of texts is read, where it does not show it.
public struct TextTableOptions: Sendable, Equatable {
  /// The column of the texts: its name, or its number from 1 where there is no header.
  public var textColumn: String?
  /// The column of the classes: its name, or its number from 1 where there is no header.
  public var labelColumn: String?
  /// Whether a field may stand in quotes; by default in CSV and not in TSV, where a text that begins
  /// with a quote is one.
  public var isQuoted: Bool?
  /// Whether rows that cannot be read are left out and listed, instead of refusing the table.
  public var skipsBroken: Bool

  /// Creates options.
  public init(
    textColumn: String? = nil, labelColumn: String? = nil, isQuoted: Bool? = nil,
    skipsBroken: Bool = false
  ) {
    self.textColumn = textColumn
    self.labelColumn = labelColumn
    self.isQuoted = isQuoted
    self.skipsBroken = skipsBroken
  }

  /// The columns that are taken for texts where none is named.
  static let textNames = ["text", "review", "sentence", "content", "comment", "body", "message"]
  /// The columns that are taken for classes where none is named.
  static let labelNames = ["label", "sentiment", "class", "category", "target", "polarity"]
}
