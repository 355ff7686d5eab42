import Datasets

/// Drawn reviews, one of which cannot be read.
public struct DamagedReviews: TextCollection {
  private let reviews = Drawn.reviews(count: 41, seed: 1)

  /// Creates the reviews.
  public init() {}

  public var count: Int { reviews.count }
  public var classNames: [String] { reviews.classNames }
  public var fingerprint: String { reviews.fingerprint }

  public func label(at index: Int) -> Int { reviews.label(at: index) }
  public func name(at index: Int) -> String { reviews.name(at: index) }

  public func text(at index: Int) throws -> String {
    guard index != 3 else { throw DatasetError.malformed("review 3 is broken") }
    return reviews.text(at: index)
  }
}
