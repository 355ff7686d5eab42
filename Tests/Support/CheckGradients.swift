import Tensors
import Testing

/// Expects the gradients of `f` to agree with central differences.
///
/// The scalar is the sum of the output times a fixed pattern, so that each element counts.
///
/// - Parameters:
///   - inputs: Where the gradients are taken; away from kinks.
///   - step: The step of the differences.
///   - tolerance: The difference allowed, of the largest gradient.
///   - sourceLocation: Where a failure is shown.
///   - f: The operation; its output may have any shape.
public func checkGradients(
  at inputs: [Tensor], step: Float = 1e-2, tolerance: Float = 1e-2,
  sourceLocation: SourceLocation = #_sourceLocation, of f: ([Tensor]) -> Tensor
) {
  let output = f(inputs)
  let pattern = filled("gradient.pattern", shape: output.shape, base: 0.25)
  /// In double precision: the differences of two large sums must not drown.
  func value(_ inputs: [Tensor]) -> Double {
    zip(f(inputs).scalars, pattern.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  let (_, gradients) = valueAndGradients(at: inputs) { f($0).dotted(with: pattern) }
  for (index, gradient) in gradients.enumerated() {
    let differences = (0..<gradient.count).map { element -> Float in
      func moved(by step: Float) -> Double {
        var inputs = inputs
        inputs[index].withUnsafeMutableBufferPointer { $0[element] += step }
        return value(inputs)
      }
      return Float((moved(by: step) - moved(by: -step)) / Double(2 * step))
    }
    expectClose(
      gradient, Tensor(differences, shape: gradient.shape), relative: tolerance,
      sourceLocation: sourceLocation)
  }
}
