import CKernels

/// An operation on one element; `p` and `q` are its constants.
public enum UnaryOperation: Int32, CaseIterable, Sendable {
  case negate, exp, log, squareRoot, square, absolute, tanh, sigmoid, erf, gelu, relu
  /// `x < 0 ? p · x : x`.
  case leakyReLU
  /// `x` moved into `p…q`.
  case clamp
  /// `x` to the power `p`.
  case power

  /// The number of elements below which a further thread does not pay.
  fileprivate var minimumPerThread: Int {
    switch self {
    case .exp, .log, .tanh, .sigmoid, .erf, .gelu: 4096
    case .power: 512
    default: 16384
    }
  }

  /// Computes `y[i] = f(x[i])`; `y` may be `x`.
  ///
  /// - Parameters:
  ///   - x: The operands.
  ///   - p: The first constant of the operation.
  ///   - q: The second.
  ///   - y: The results, as many.
  public func apply(
    to x: UnsafeBufferPointer<Float>, p: Float = 0, q: Float = 0,
    into y: UnsafeMutableBufferPointer<Float>
  ) {
    guard let x = x.baseAddress, let out = y.baseAddress, let kernel = zoo_unary_function(rawValue)
    else { return }
    parallel(over: y.count, minimumPerThread: minimumPerThread) { range in
      kernel(x + range.lowerBound, out + range.lowerBound, range.count, p, q)
    }
  }

  /// Computes `into[i] = gradient[i] · f′(x[i])`; `into` may be `gradient`.
  ///
  /// - Parameters:
  ///   - gradient: The gradient of the results.
  ///   - saved: The results, or the operands if `savesOperand`.
  ///   - p: The first constant of the operation.
  ///   - q: The second.
  ///   - into: The gradient of the operands.
  public func applyGradient(
    _ gradient: UnsafeBufferPointer<Float>, saved: UnsafeBufferPointer<Float>, p: Float = 0,
    q: Float = 0, into: UnsafeMutableBufferPointer<Float>
  ) {
    guard let gradient = gradient.baseAddress, let saved = saved.baseAddress,
      let out = into.baseAddress, let kernel = zoo_unary_gradient_function(rawValue)
    else { return }
    parallel(over: into.count, minimumPerThread: minimumPerThread) { range in
      let start = range.lowerBound
      kernel(gradient + start, saved + start, out + start, range.count, p, q)
    }
  }

  /// Whether the gradient needs the operand rather than the result.
  public var savesOperand: Bool {
    switch self {
    case .log, .square, .absolute, .erf, .gelu, .clamp, .power: true
    default: false
    }
  }
}
