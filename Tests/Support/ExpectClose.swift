import Tensors
import Testing

/// Expects every element within `relative` of the largest expected one, and names the worst.
public func expectClose(
  _ actual: Tensor, _ expected: Tensor, relative: Float = 1e-5,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.shape == expected.shape else {
    Issue.record(
      "the shape is \(actual.shape), not \(expected.shape)", sourceLocation: sourceLocation)
    return
  }
  expectClose(
    actual.scalars, expected.scalars, relative: relative, sourceLocation: sourceLocation)
}

/// Expects every element within `relative` of the largest expected one, and names the worst.
public func expectClose(
  _ actual: [Float], _ expected: [Float], relative: Float = 1e-5,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.count == expected.count, sourceLocation: sourceLocation)
  let scale = expected.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) }
  var worst = (index: -1, difference: Float(0))
  for (index, (a, e)) in zip(actual, expected).enumerated() {
    let difference = a.isFinite && e.isFinite ? abs(a - e) : (a == e ? 0 : .infinity)
    if difference > worst.difference { worst = (index, difference) }
  }
  guard worst.difference > relative * scale else { return }
  Issue.record(
    """
    element \(worst.index) is \(actual[worst.index]), not \(expected[worst.index]): off by \
    \(worst.difference / scale) of the largest
    """, sourceLocation: sourceLocation)
}
