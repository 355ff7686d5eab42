import Synchronization

/// Remembers figures of detections, which take long to compute and are asked for several times.
final class ComputedFigures: Sendable {
  private let curves = Mutex<[Double: [PrecisionRecall]]>([:])
  private let coco = Mutex<COCOFigures?>(nil)

  /// The curves at an overlap, computed where it is new.
  func curves(_ overlap: Double, compute: () -> [PrecisionRecall]) -> [PrecisionRecall] {
    if let known = curves.withLock({ $0[overlap] }) { return known }
    let figures = compute()
    curves.withLock { $0[overlap] = figures }
    return figures
  }

  /// COCO's figures, computed where they are new.
  func coco(compute: () -> COCOFigures) -> COCOFigures {
    if let known = coco.withLock({ $0 }) { return known }
    let figures = compute()
    coco.withLock { $0 = figures }
    return figures
  }
}
