import Kernels
import Tensors

/// How good generated samples are, as a classifier sees them beside real ones.
public struct SampleQuality: Sendable, Equatable {
  /// The number of samples.
  public let count: Int
  /// The number of real ones that they are compared with.
  public let realCount: Int
  /// The Fréchet distance in the classifier's features: 0 for what cannot be told apart, smaller is
  /// better; it depends on the classifier and falls with the number of samples.
  public let frechetDistance: Double
  /// The share of samples that are like real ones.
  public let precision: Double
  /// The share of real ones that samples are like.
  public let recall: Double
  /// How sure the classifier must be to count as sure.
  public let certainty: Float
  /// The share of samples that the classifier is sure of, whatever it takes them for.
  public let sureShare: Double
  /// The share of samples that are taken for each class; those whose answers are no numbers for none.
  public let classShares: [Double]
  /// The share of samples that are taken for each class and sure.
  public let sureClassShares: [Double]

  /// Judges samples.
  ///
  /// - Parameters:
  ///   - features: The features of the samples, `[N, F]`.
  ///   - logits: The classifier's answers for them, `[N, classes]`.
  ///   - realFeatures: The features of real ones, `[M, F]`.
  ///   - certainty: The probability from which on the classifier is sure.
  ///   - k: Which neighbour tells how far likeness reaches.
  /// - Precondition: There are more than `k` samples and real ones.
  public init(
    features: Tensor, logits: Tensor, realFeatures: Tensor, certainty: Float = 0.9, k: Int = 3
  ) {
    guard features.shape.count == 2, logits.shape.count == 2, features.shape[0] == logits.shape[0]
    else { trap("sample quality: features \(features.shape), logits \(logits.shape)") }
    count = features.shape[0]
    realCount = realFeatures.shape[0]
    frechetDistance = FeatureStatistics(features).frechetDistance(
      to: FeatureStatistics(realFeatures))
    let coverage = SampleCoverage(samples: features, real: realFeatures, k: k)
    precision = coverage.precision
    recall = coverage.recall
    self.certainty = certainty
    let classCount = logits.shape[1]
    var counts = [Int](repeating: 0, count: classCount)
    var sureCounts = counts
    let probabilities = logits.softmax().scalars
    for row in 0..<count {
      let answers = probabilities[(row * classCount)..<((row + 1) * classCount)]
      guard answers.allSatisfy(\.isFinite),
        let best = answers.indices.max(by: { answers[$0] < answers[$1] })
      else { continue }
      counts[best - answers.startIndex] += 1
      if answers[best] >= certainty { sureCounts[best - answers.startIndex] += 1 }
    }
    let total = Double(count)
    sureShare = Double(sureCounts.reduce(0, +)) / total
    classShares = counts.map { Double($0) / total }
    sureClassShares = sureCounts.map { Double($0) / total }
  }

  /// The share of samples that the classifier is sure of and takes for one of some classes.
  public func sureShare(of classes: some Sequence<Int>) -> Double {
    Set(classes).reduce(0) { $0 + (sureClassShares.indices.contains($1) ? sureClassShares[$1] : 0) }
  }
}
