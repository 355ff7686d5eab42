import Tensors
import Testing

/// Expects an operation to agree with its reference figures: output, and gradient of each argument.
///
/// ```swift
/// checkOperator(c, ["x": .channelsFirst, "weight": .filters, "bias": .same],
///   output: .channelsFirst) { $0[0].convolved(with: $0[1], bias: $0[2], …) }
/// ```
///
/// - Parameters:
///   - reference: The case.
///   - arguments: The arguments, in the order of `f`'s inputs; those that the case lacks are left
///     out. Gradients are compared where the case stores one.
///   - layout: The published layout of the output.
///   - relative: The difference allowed, of the largest value of each tensor.
///   - sourceLocation: Where a failure is shown.
///   - f: The operation, on our layout.
public func checkOperator(
  _ reference: OperatorCase, _ arguments: KeyValuePairs<String, PublishedLayout>,
  output layout: PublishedLayout = .same, relative: Float = 1e-5,
  sourceLocation: SourceLocation = #_sourceLocation, _ f: ([Tensor]) -> Tensor
) {
  guard let published = reference.output else {
    Issue.record("\(reference.name) has no output", sourceLocation: sourceLocation)
    return
  }
  let arguments = arguments.filter { reference.has($0.key) }
  let inputs = arguments.map { $0.value.ours(reference.argument($0.key)) }
  var expected = layout.ours(published)
  var pattern = layout.ours(filled("op.\(reference.name).r", shape: published.shape))
  let output = f(inputs)
  if output.count == 1, expected.count == 1 {
    expected = Tensor(expected.scalars, shape: output.shape)
    pattern = Tensor(pattern.scalars, shape: output.shape)
  }
  expectClose(output, expected, relative: relative, sourceLocation: sourceLocation)
  guard output.shape == pattern.shape else { return }
  let (_, gradients) = valueAndGradients(at: inputs) { f($0).dotted(with: pattern) }
  for (argument, gradient) in zip(arguments, gradients) {
    guard let published = reference.gradient(argument.key) else { continue }
    expectClose(
      gradient, argument.value.ours(published), relative: relative,
      sourceLocation: sourceLocation)
  }
}
