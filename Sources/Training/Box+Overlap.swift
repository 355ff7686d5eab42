import Images

extension Box {
  /// What two boxes have in common.
  func common(_ other: Box) -> Double {
    let width = min(Double(xMax), Double(other.xMax)) - max(Double(xMin), Double(other.xMin))
    let height = min(Double(yMax), Double(other.yMax)) - max(Double(yMin), Double(other.yMin))
    return max(0, width) * max(0, height)
  }

  /// The area in double precision.
  var exactArea: Double {
    max(0, Double(xMax) - Double(xMin)) * max(0, Double(yMax) - Double(yMin))
  }

  /// Intersection over union in double precision: figures are compared with thresholds.
  func overlap(_ other: Box) -> Double {
    let common = common(other)
    return common > 0 ? common / (exactArea + other.exactArea - common) : 0
  }
}
