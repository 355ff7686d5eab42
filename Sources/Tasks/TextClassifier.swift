/// Something that names the class of a text.
public protocol TextClassifier {
  /// The names of all answers that may be given.
  var classes: ClassNames { get }

  /// The likeliest classes of each text, and what of it was read.
  func answers(to texts: [String], top count: Int) throws -> [TextAnswer]

  /// Which words of a text the answer came from.
  func attention(to text: String) throws -> TextAttention
}

extension TextClassifier {
  /// The likeliest classes of each text, the likeliest first.
  ///
  /// - Parameters:
  ///   - texts: The texts, of any length; of longer ones a part is read.
  ///   - count: The largest number of answers.
  /// - Returns: Classes with probabilities that would sum to 1 over all classes.
  /// - Throws: What the classifier throws.
  public func classify(_ texts: [String], top count: Int) throws -> [[Classification]] {
    try answers(to: texts, top: count).map(\.classes)
  }

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
