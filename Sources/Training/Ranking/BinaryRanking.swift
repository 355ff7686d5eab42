import Images
import Kernels

/// How well a score ranks positive samples above others, such as anomalies above what is normal.
///
/// Equal to scikit-learn's figures on the same scores; samples of equal scores count together.
public struct BinaryRanking: Sendable, Equatable {
  /// A threshold and what it comes to: a sample is called positive if its score reaches it.
  public struct Place: Sendable, Equatable {
    /// The threshold; infinite where no sample is called positive.
    public let threshold: Double
    /// The positive samples that are called so.
    public let truePositives: Int
    /// The others that are called positive.
    public let falsePositives: Int
  }

  /// The number of positive samples.
  public let positiveCount: Int
  /// The number of the others.
  public let negativeCount: Int
  /// From calling none positive to calling all, a place for each score that occurs.
  public let places: [Place]

  /// Ranks samples.
  ///
  /// - Parameters:
  ///   - scores: The score of each sample, the higher the more likely positive.
  ///   - isPositive: Whether each sample is.
  /// - Precondition: There are as many of both, and no score is NaN.
  public init(scores: [Double], isPositive: [Bool]) {
    guard scores.count == isPositive.count else {
      trap("ranking: \(scores.count) scores of \(isPositive.count) samples")
    }
    if let index = scores.firstIndex(where: \.isNaN) { trap("ranking: score \(index) is NaN") }
    var places = [Place(threshold: .infinity, truePositives: 0, falsePositives: 0)]
    var (right, wrong) = (0, 0)
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    for (position, index) in order.enumerated() {
      if isPositive[index] { right += 1 } else { wrong += 1 }
      let isLast =
        position + 1 == order.count || scores[order[position + 1]] != scores[index]
      guard isLast else { continue }
      places.append(
        Place(threshold: scores[index], truePositives: right, falsePositives: wrong))
    }
    positiveCount = right
    negativeCount = wrong
    self.places = places
  }

  /// The share of positive samples called so, at each place.
  public var truePositiveRates: [Double] {
    places.map { Double($0.truePositives) / Double(positiveCount) }
  }

  /// The share of the others called positive, at each place.
  public var falsePositiveRates: [Double] {
    places.map { Double($0.falsePositives) / Double(negativeCount) }
  }

  /// The area under the ROC curve: how likely a positive sample is ranked above another, ties
  /// counting half; nil where one of the two kinds is missing.
  public var rocAUC: Double? {
    guard positiveCount > 0, negativeCount > 0 else { return nil }
    var doubled = 0
    for (a, b) in zip(places, places.dropFirst()) {
      doubled += (b.falsePositives - a.falsePositives) * (a.truePositives + b.truePositives)
    }
    return Double(doubled) / 2 / Double(positiveCount) / Double(negativeCount)
  }

  /// The area under precision over recall, as a sum of steps: `Σ (Rₖ − Rₖ₋₁) · Pₖ`, the average
  /// precision; nil without positive samples.
  public var prAUC: Double? {
    guard positiveCount > 0 else { return nil }
    var sum = 0.0
    for (a, b) in zip(places, places.dropFirst()) {
      let precision = Double(b.truePositives) / Double(b.truePositives + b.falsePositives)
      sum += Double(b.truePositives - a.truePositives) * precision
    }
    return sum / Double(positiveCount)
  }

  /// The score that only a share of normal samples exceeds.
  ///
  /// - Parameters:
  ///   - normalScores: Scores of normal samples that nothing was trained on; one or more.
  ///   - share: The share that may be called anomalous, in 0…1.
  /// - Returns: The quantile `1 − share`, linear between the two nearest scores.
  public static func threshold(normalScores: [Double], share: Double = 0.05) -> Double {
    guard !normalScores.isEmpty, (0...1).contains(share) else {
      trap("threshold: a share of \(share) of \(normalScores.count) scores")
    }
    let sorted = normalScores.sorted()
    let position = (1 - share) * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
