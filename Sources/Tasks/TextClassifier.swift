/// Something that names the class of a text.
public protocol TextClassifier {
  /// The names of all answers that may be given.
  var classes: ClassNames { get }

  /// The likeliest classes of each text, the likeliest first.
  func classify(_ texts: [String], top count: Int) throws -> [[Classification]]

  /// How many tokens of a text are not read, since it is too long.
  func droppedTokenCount(of text: String) -> Int

  /// Whether a word of what is read of a text, or a piece of one, is known.
  func knowsWord(of text: String) -> Bool

  /// Which words of a text the answer came from.
  func attention(to text: String) throws -> TextAttention
}

extension TextClassifier {
  /// The likeliest classes of a text, the likeliest first.
  ///
  /// - Parameters:
  ///   - text: The text, of any length; what is beyond the model's positions is left out.
  ///   - count: The largest number of answers.
  /// - Returns: Classes with probabilities that would sum to 1 over all classes.
  /// - Throws: What the classifier throws.
  public func classify(_ text: String, top count: Int = 2) throws -> [Classification] {
    try classify([text], top: count).first ?? []
  }
}
