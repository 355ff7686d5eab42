import Tokenizers

/// How a text becomes an input, saved with the weights.
public struct TextPreparation: Codable, Sendable, Equatable {
  /// How it becomes words.
  public var cleaning: ReviewCleaning
  /// Which part of a text that is too long is kept.
  public var truncation: Truncation

  /// Creates a preparation.
  public init(cleaning: ReviewCleaning = ReviewCleaning(), truncation: Truncation = .head) {
    self.cleaning = cleaning
    self.truncation = truncation
  }
}
