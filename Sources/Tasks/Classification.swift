import Foundation

/// An answer of a classifier: a class and how likely it is.
public struct Classification: Sendable, Equatable, Codable {
  /// The name of the class.
  public let label: String
  /// Its index.
  public let index: Int
  /// Its probability, in 0…1.
  public let probability: Double

  /// Creates an answer.
  public init(label: String, index: Int, probability: Double) {
    self.label = label
    self.index = index
    self.probability = probability
  }
}

extension Classification: CustomStringConvertible {
  /// Such as `golden retriever 0.973`.
  public var description: String { "\(label) \(String(format: "%.3f", probability))" }
}

extension ClassNames {
  /// The likeliest classes, by the softmax of the logits; of equal ones the first comes first.
  ///
  /// - Parameters:
  ///   - logits: One number per class.
  ///   - count: The largest number of answers.
  /// - Returns: The answers, the likeliest first.
  public func best(_ logits: [Float], top count: Int) -> [Classification] {
    let largest = logits.max() ?? 0
    let weights = logits.map { exp(Double($0 - largest)) }
    let sum = weights.reduce(0, +)
    let order = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }
    return order.prefix(max(0, count)).map {
      Classification(label: self[$0], index: $0, probability: weights[$0] / sum)
    }
  }
}
