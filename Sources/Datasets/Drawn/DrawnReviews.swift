import Files
import Tensors

/// Short reviews from a grammar: the same for equal seeds, on every machine, offline.
///
/// Words alone do not tell the class: praise is negated, faults are granted before a verdict, and one
/// half of a film is held against the other.
public struct DrawnReviews: TextCollection {
  /// The number of reviews, the classes in turn.
  public let count: Int
  private let seed: UInt64

  /// Creates reviews.
  ///
  /// - Parameters:
  ///   - count: The number of reviews.
  ///   - seed: Equal seeds give equal reviews.
  public init(count: Int, seed: UInt64 = 0) {
    self.count = max(0, count)
    self.seed = seed
  }

  public var classNames: [String] { ["neg", "pos"] }
  public func label(at index: Int) -> Int { index % 2 }
  public func name(at index: Int) -> String { "review \(index)" }
  public var fingerprint: String { sha256(of: "drawn reviews \(count) \(seed)".utf8) }

  public func text(at index: Int) -> String {
    var grammar = ReviewGrammar(random: Random(seed: seed, index))
    return grammar.review(isPositive: label(at: index) == 1)
  }
}

extension Drawn {
  /// Reviews of films that were never made.
  ///
  /// - Parameters:
  ///   - count: The number of reviews, the classes in turn.
  ///   - seed: Equal seeds give equal reviews.
  /// - Returns: The reviews, written when they are read.
  public static func reviews(count: Int, seed: UInt64 = 0) -> DrawnReviews {
    DrawnReviews(count: count, seed: seed)
  }
}
