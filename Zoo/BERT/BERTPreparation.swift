import Tokenizers

/// How a text becomes an input, saved with the weights.
public struct BERTPreparation: Codable, Sendable, Equatable {
  /// How it is cleaned.
  public var cleaning: TextCleaning
  /// The tokens with a meaning.
  public var specialTokens: WordPiece.SpecialTokens
  /// The most tokens of a text.
  public var limit: Int
  /// Which part of a text that is too long is kept.
  public var truncation: Truncation
  /// What the classifier sees.
  public var input: BERTClassifier.Input
  /// The most characters of a word that is taken apart; 100 where an older file says nothing.
  public var wordLimit: Int?
}
