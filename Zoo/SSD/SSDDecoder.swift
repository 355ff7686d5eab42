import Images
import Kernels
import Tensors

/// Turns the predictions of an SSD network into boxes: probabilities, offsets, suppression.
///
/// For each class the default boxes whose probability is above the threshold are moved and stretched,
/// and the best of them enter non-maximum suppression. No gradient flows.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", 2016, section 3.
/// https://arxiv.org/abs/1512.02325
public struct SSDDecoder: Sendable {
  /// The boxes that the predictions belong to.
  public let defaultBoxes: DefaultBoxes
  /// The probability above which a box is looked at.
  public var scoreThreshold: Float
  /// What removes boxes of a class that overlap.
  public var suppression: Suppression
  /// The largest number of boxes of a picture, over all classes.
  public var limit: Int

  /// Creates a decoder; thresholds and limits are the paper's unless given.
  public init(
    _ defaultBoxes: DefaultBoxes, scoreThreshold: Float = 0.01,
    suppression: Suppression = Suppression(), limit: Int = 200
  ) {
    self.defaultBoxes = defaultBoxes
    self.scoreThreshold = scoreThreshold
    self.suppression = suppression
    self.limit = limit
  }

  /// The boxes of each picture, the best score first; of equal scores the lower class first.
  public func callAsFunction(_ predictions: SSDPredictions) -> [[ScoredBox]] {
    byClass(predictions).map { classes in
      let boxes = classes.flatMap { $0 }
      var ranks = boxes.indices.map { Rank(boxes[$0].score, $0) }
      ranks.keepFirst(limit)
      ranks.sort()
      return ranks.map { boxes[$0.index] }
    }
  }

  /// The boxes of each picture and each class, the best score first, not limited over all classes.
  public func byClass(_ predictions: SSDPredictions) -> [[[ScoredBox]]] {
    guard predictions.boxCount == defaultBoxes.count else {
      trap(
        "SSD: \(defaultBoxes.count) default boxes cannot decode logits \(predictions.logits.shape)")
    }
    let classCount = predictions.classCount
    // [N, K + 1, A]: the scores of a class lie side by side.
    let scores = predictions.logits.detached.softmax(axis: -1).transposed([0, 2, 1])
    var lists = [[ScoredBox]](repeating: [], count: predictions.count * classCount)
    scores.withUnsafeBufferPointer { scores in
      predictions.locations.withUnsafeBufferPointer { offsets in
        lists.withUnsafeMutableBufferPointer { lists in
          nonisolated(unsafe) let lists = lists
          parallel(over: lists.count) { range in
            for item in range {
              let (image, classIndex) = item.quotientAndRemainder(dividingBy: classCount)
              let row = image * (classCount + 1) + classIndex + 1
              let count = defaultBoxes.count
              lists[item] = boxes(
                of: classIndex, scores: .init(rebasing: scores[row * count..<(row + 1) * count]),
                offsets: .init(rebasing: offsets[image * count * 4..<(image + 1) * count * 4]))
            }
          }
        }
      }
    }
    return (0..<predictions.count).map { Array(lists[$0 * classCount..<($0 + 1) * classCount]) }
  }

  /// The ranks of the scores above the threshold, among them all that enter suppression.
  private func ranks(of scores: UnsafeBufferPointer<Float>) -> [Rank] {
    let limit = min(defaultBoxes.count, max(0, suppression.candidateLimit))
    let room = 4 * max(64, limit)
    var ranks: [Rank] = []
    ranks.reserveCapacity(room)
    var threshold = scoreThreshold
    for (index, score) in scores.enumerated() where score > threshold {
      ranks.append(Rank(score, index))
      guard ranks.count == room else { continue }
      ranks.keepFirst(limit)
      // Later ones have to be better than the last that is in: of equal ones the first counts.
      if let last = ranks.max() { threshold = scores[last.index] }
    }
    return ranks
  }

  /// The boxes of a class in a picture.
  private func boxes(
    of classIndex: Int, scores: UnsafeBufferPointer<Float>, offsets: UnsafeBufferPointer<Float>
  ) -> [ScoredBox] {
    let ranks = ranks(of: scores)
    guard !ranks.isEmpty else { return [] }
    let candidates = suppression.candidates(ranks).map { index in
      let offset = SIMD4(
        offsets[index * 4], offsets[index * 4 + 1], offsets[index * 4 + 2], offsets[index * 4 + 3])
      return ScoredBox(
        classIndex: classIndex, score: scores[index], box: defaultBoxes.box(offset, from: index),
        defaultBox: index)
    }.filter(\.isFinite)
    return suppression.kept(candidates.map(\.box)).map { candidates[$0] }
  }
}

extension ScoredBox {
  /// Whether the edges are numbers: a network that went astray predicts others.
  fileprivate var isFinite: Bool {
    box.xMin.isFinite && box.yMin.isFinite && box.xMax.isFinite && box.yMax.isFinite
  }
}
