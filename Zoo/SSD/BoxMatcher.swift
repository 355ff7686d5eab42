import Datasets
import Images

/// Finds the default boxes that stand for the objects of a picture.
///
/// Each object gets the default box that overlaps it most, whatever the overlap; further default boxes
/// stand for the object that they overlap most, if the overlap reaches the threshold. A default box
/// that is the best of several objects stands for the last of them; of objects that it overlaps
/// equally it stands for the first.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", 2016, section 2.2, matching strategy.
/// https://arxiv.org/abs/1512.02325
struct BoxMatcher: Sendable {
  private let xMin: [Float]
  private let yMin: [Float]
  private let xMax: [Float]
  private let yMax: [Float]
  private let threshold: Float

  init(_ defaultBoxes: DefaultBoxes, threshold: Float) {
    xMin = defaultBoxes.boxes.map { $0.x - $0.z / 2 }
    yMin = defaultBoxes.boxes.map { $0.y - $0.w / 2 }
    xMax = defaultBoxes.boxes.map { $0.x + $0.z / 2 }
    yMax = defaultBoxes.boxes.map { $0.y + $0.w / 2 }
    self.threshold = threshold
  }

  /// Matches the objects of a picture; empty ones and those that meet no default box are left out.
  func callAsFunction(_ objects: [GroundTruthBox]) -> BoxMatch {
    guard !objects.isEmpty else { return BoxMatch(boxes: [], objects: []) }
    let count = xMin.count
    var bestOverlaps = [Float](repeating: 0, count: count)
    var bestObjects = [Int32](repeating: -1, count: count)
    var overlaps = [Float](repeating: 0, count: count)
    var best: [(box: Int, object: Int)] = []
    for (object, truth) in objects.enumerated() where !truth.box.isEmpty {
      overlap(truth.box, into: &overlaps)
      var (largest, box) = (Float(0), 0)
      for i in 0..<count {
        let overlap = overlaps[i]
        if overlap > largest { (largest, box) = (overlap, i) }
        if overlap > bestOverlaps[i] {
          bestOverlaps[i] = overlap
          bestObjects[i] = Int32(truncatingIfNeeded: object)
        }
      }
      if largest > 0 { best.append((box, object)) }
    }
    for (box, object) in best {
      bestOverlaps[box] = .infinity
      bestObjects[box] = Int32(truncatingIfNeeded: object)
    }
    let boxes = (0..<count).filter { bestObjects[$0] >= 0 && bestOverlaps[$0] >= threshold }
    return BoxMatch(boxes: boxes, objects: boxes.map { Int(bestObjects[$0]) })
  }

  /// The intersection over union of each default box with a box.
  private func overlap(_ box: Box, into overlaps: inout [Float]) {
    let area = box.width * box.height
    xMin.withUnsafeBufferPointer { xMin in
      yMin.withUnsafeBufferPointer { yMin in
        xMax.withUnsafeBufferPointer { xMax in
          yMax.withUnsafeBufferPointer { yMax in
            overlaps.withUnsafeMutableBufferPointer { overlaps in
              for i in overlaps.indices {
                let width = min(xMax[i], box.xMax) - max(xMin[i], box.xMin)
                let height = min(yMax[i], box.yMax) - max(yMin[i], box.yMin)
                let shared = max(width, 0) * max(height, 0)
                let own = (xMax[i] - xMin[i]) * (yMax[i] - yMin[i])
                overlaps[i] = shared / (own + area - shared)
              }
            }
          }
        }
      }
    }
  }
}
