import Images

/// Boxes in vectors of eight, so that one is compared with eight at once.
struct BoxLanes {
  private typealias Lanes = SIMD8<Float>

  private var xMin: [Lanes] = []
  private var yMin: [Lanes] = []
  private var xMax: [Lanes] = []
  private var yMax: [Lanes] = []
  private var area: [Lanes] = []
  private var count = 0

  /// Adds a box.
  mutating func append(_ box: Box) {
    let lane = count % Lanes.scalarCount
    if lane == 0 {
      // Lanes without a box are empty ones at the origin, which overlap nothing.
      xMin.append(.zero)
      yMin.append(.zero)
      xMax.append(.zero)
      yMax.append(.zero)
      area.append(.zero)
    }
    let last = xMin.count - 1
    xMin[last][lane] = box.xMin
    yMin[last][lane] = box.yMin
    xMax[last][lane] = box.xMax
    yMax[last][lane] = box.yMax
    area[last][lane] = box.area
    count += 1
  }

  /// Whether the intersection over union of a box with one of these is beyond a threshold.
  func overlap(_ box: Box, beyond threshold: Float) -> Bool {
    let own = Lanes(repeating: box.area)
    for i in xMin.indices {
      let width = xMax[i].least(box.xMax) - xMin[i].greatest(box.xMin)
      let height = yMax[i].least(box.yMax) - yMin[i].greatest(box.yMin)
      let shared = width.greatest(0) * height.greatest(0)
      // Of two boxes without area this is no number, which is beyond nothing.
      if any(shared / (area[i] + own - shared) .> threshold) { return true }
    }
    return false
  }
}

extension SIMD8<Float> {
  /// The smaller of each element and a number.
  fileprivate func least(_ limit: Float) -> SIMD8 { replacing(with: limit, where: self .> limit) }

  /// The larger of each element and a number.
  fileprivate func greatest(_ limit: Float) -> SIMD8 {
    replacing(with: limit, where: self .< limit)
  }
}
