import Datasets
import Kernels
import Losses
import Tensors

/// The loss of SSD: smooth L1 of the offsets plus cross-entropy of the classes, over the default boxes
/// that stand for objects and, for the classes, the hardest three times as many that do not.
///
/// Both sums are divided by the number of default boxes that stand for objects in the batch. A picture
/// without objects adds nothing, and a batch without objects has loss and gradients 0.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", 2016, section 2.2.
/// https://arxiv.org/abs/1512.02325
public struct MultiBoxLoss: Sendable {
  /// The boxes that the predictions belong to.
  public let defaultBoxes: DefaultBoxes
  /// How many negatives count for each positive.
  public let negativeRatio: Int
  private let matcher: BoxMatcher

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - defaultBoxes: The boxes that the predictions belong to.
  ///   - overlapThreshold: The overlap from which on a default box stands for an object, above 0.
  ///   - negativeRatio: How many negatives count for each positive.
  public init(_ defaultBoxes: DefaultBoxes, overlapThreshold: Float = 0.5, negativeRatio: Int = 3) {
    self.defaultBoxes = defaultBoxes
    self.negativeRatio = negativeRatio
    matcher = BoxMatcher(defaultBoxes, threshold: overlapThreshold)
  }

  /// The losses of a batch.
  ///
  /// - Parameters:
  ///   - predictions: What the network says.
  ///   - objects: The objects of each picture, in shares of it; empty boxes are left out.
  ///   - matches: What ``matches(_:)`` found for the objects, where that is known already.
  /// - Returns: Two scalars, through which gradients flow.
  public func callAsFunction(
    _ predictions: SSDPredictions, _ objects: [[GroundTruthBox]], matches: [BoxMatch]? = nil
  ) -> MultiBoxLosses {
    let matches = matches ?? self.matches(objects)
    guard [objects.count, matches.count].allSatisfy({ $0 == predictions.count }),
      predictions.boxCount == defaultBoxes.count
    else {
      trap(
        """
        MultiBoxLoss: objects of \(objects.count) pictures and \(defaultBoxes.count) default boxes \
        for logits \(predictions.logits.shape)
        """)
    }
    let rows = predictions.count * defaultBoxes.count
    let targets = targets(objects, matches, classCount: predictions.classCount)
    let logits = predictions.logits.reshaped([rows, predictions.classCount + 1])
    let counted = targets.rows + hardNegatives(logits.detached, targets)
    let confidence = crossEntropy(
      logits.gathered(IntTensor(counted), axis: 0), IntTensor(counted.map { targets.labels[$0] }),
      reduction: .sum)
    let localization = smoothL1(
      predictions.locations.reshaped([rows, 4]).gathered(IntTensor(targets.rows), axis: 0),
      targets.offsets, reduction: .sum)
    let divisor = Float(max(1, targets.rows.count))
    return MultiBoxLosses(
      localization: localization / divisor, confidence: confidence / divisor,
      positiveCount: targets.rows.count)
  }

  /// The default boxes that stand for the objects of each picture.
  public func matches(_ objects: [[GroundTruthBox]]) -> [BoxMatch] {
    var matches = objects.map { _ in BoxMatch(boxes: [], objects: []) }
    matches.withUnsafeMutableBufferPointer { matches in
      nonisolated(unsafe) let matches = matches
      parallel(over: matches.count) { range in
        for image in range { matches[image] = matcher(objects[image]) }
      }
    }
    return matches
  }

  /// What the rows of the predictions, those of all pictures one after another, should be.
  private struct Targets {
    /// The class of each row; 0 is background.
    let labels: [Int]
    /// The rows that stand for objects.
    let rows: [Int]
    /// Their offsets, `[rows, 4]`.
    let offsets: Tensor
    /// How many rows of each picture stand for objects.
    let positiveCounts: [Int]
  }

  private func targets(
    _ objects: [[GroundTruthBox]], _ matches: [BoxMatch], classCount: Int
  ) -> Targets {
    var labels = [Int](repeating: 0, count: matches.count * defaultBoxes.count)
    var rows: [Int] = []
    var offsets: [Float] = []
    for (image, match) in matches.enumerated() {
      for (box, object) in zip(match.boxes, match.objects) {
        let truth = objects[image][object]
        guard (0..<classCount).contains(truth.label) else {
          trap("MultiBoxLoss: label \(truth.label) is not one of \(classCount) classes")
        }
        let row = image * defaultBoxes.count + box
        labels[row] = truth.label + 1
        rows.append(row)
        let offset = defaultBoxes.offsets(to: truth.box, from: box)
        offsets += [offset.x, offset.y, offset.z, offset.w]
      }
    }
    return Targets(
      labels: labels, rows: rows, offsets: Tensor(offsets, shape: [rows.count, 4]),
      positiveCounts: matches.map(\.count))
  }

  /// The rows of background that are most wrongly taken for objects, picture by picture; of equally
  /// wrong ones the first.
  private func hardNegatives(_ logits: Tensor, _ targets: Targets) -> [Int] {
    guard !targets.rows.isEmpty else { return [] }
    let losses = crossEntropy(logits, IntTensor(targets.labels), reduction: .none)
    var negatives = targets.positiveCounts.map { _ in [Int]() }
    losses.withUnsafeBufferPointer { losses in
      negatives.withUnsafeMutableBufferPointer { negatives in
        nonisolated(unsafe) let negatives = negatives
        parallel(over: negatives.count) { range in
          for image in range where targets.positiveCounts[image] > 0 {
            let rows = image * defaultBoxes.count..<(image + 1) * defaultBoxes.count
            var ranks = rows.filter { targets.labels[$0] == 0 }.map { Rank(losses[$0], $0) }
            ranks.keepFirst(negativeRatio * targets.positiveCounts[image])
            negatives[image] = ranks.map(\.index).sorted()
          }
        }
      }
    }
    return negatives.flatMap { $0 }
  }
}
