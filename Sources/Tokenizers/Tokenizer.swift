/// Turns texts into the ids that a model reads.
public protocol Tokenizer: Sendable {
  /// The tokens.
  var vocabulary: Vocabulary { get }
  /// The id of what the vocabulary lacks.
  var unknownID: Int { get }
  /// The id that fills short texts of a batch up.
  var paddingID: Int { get }

  /// The ids of a text with the tokens that a model expects around it.
  ///
  /// - Parameters:
  ///   - text: The text, of any length.
  ///   - limit: The most tokens, those around it included; nil for all.
  ///   - truncation: Which part of a longer text is kept.
  /// - Returns: The tokens; only those around it for an empty text.
  func encode(_ text: String, limit: Int?, truncation: Truncation) -> EncodedText
}

extension Tokenizer {
  /// The ids of a text with the tokens around it, its beginning if it is too long.
  public func encode(_ text: String, limit: Int? = nil) -> EncodedText {
    encode(text, limit: limit, truncation: .head)
  }

  /// Whether a word of an encoded text, or a piece of one, is in the vocabulary; punctuation is no word.
  public func knowsWord(of text: EncodedText) -> Bool {
    zip(text.ids, text.offsets).contains { id, range in
      !range.isEmpty && id != unknownID
        && vocabulary.tokens[id].contains { $0.isLetter || $0.isNumber }
    }
  }
}
