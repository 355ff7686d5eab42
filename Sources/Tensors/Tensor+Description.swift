extension Tensor: CustomStringConvertible {
  /// The shape and the elements; of long axes the first and the last three positions.
  public var description: String {
    "Tensor \(shape)\n" + withUnsafeBufferPointer { Excerpt(shape: shape, scalars: $0).text() }
  }
}

/// Writes elements in nested brackets.
private struct Excerpt {
  let shape: [Int]
  let scalars: UnsafeBufferPointer<Float>

  /// How many positions stand at each end of a long axis.
  private static let edge = 3

  func text(axis: Int = 0, offset: Int = 0) -> String {
    guard axis < shape.count else { return number(scalars[offset]) }
    let step = shape[(axis + 1)...].reduce(1, *)
    let count = shape[axis]
    let isLong = count > 2 * Self.edge
    let positions =
      isLong ? Array(0..<Self.edge) + Array((count - Self.edge)..<count) : Array(0..<count)
    var parts = positions.map { text(axis: axis + 1, offset: offset + $0 * step) }
    if isLong { parts.insert("…", at: Self.edge) }
    let isRow = axis == shape.count - 1
    let indent = String(repeating: " ", count: axis + 1)
    return "[" + parts.joined(separator: isRow ? ", " : ",\n" + indent) + "]"
  }

  /// A number with at most four decimals, or as it is if it is very large or small.
  private func number(_ x: Float) -> String {
    let magnitude = Swift.abs(x)
    guard magnitude >= 1e-3, magnitude < 1e5 else { return "\(x)" }
    return "\(Float((Double(x) * 1e4).rounded() / 1e4))"
  }
}
