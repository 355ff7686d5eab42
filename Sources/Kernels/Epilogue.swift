import CKernels

/// What happens to a product before it is stored: `activation(product + bias + residual)`.
public struct Epilogue {
  /// A function of each element.
  public enum Activation: Equatable, Sendable {
    /// The element itself.
    case none
    /// `max(x, 0)`.
    case relu
    /// `x` where it is positive, `slope · x` elsewhere.
    case leakyReLU(slope: Float)

    /// The number by which C knows it.
    var code: Int32 {
      switch self {
      case .none: Int32(ZOO_IDENTITY.rawValue)
      case .relu: Int32(ZOO_RELU.rawValue)
      case .leakyReLU: Int32(ZOO_LEAKY_RELU.rawValue)
      }
    }

    /// The slope below 0.
    public var slope: Float {
      switch self {
      case .none: 1
      case .relu: 0
      case .leakyReLU(let slope): slope
      }
    }
  }

  /// One value per column.
  public var bias: UnsafePointer<Float>?
  /// Laid out like the output; may be the output itself.
  public var residual: UnsafePointer<Float>?
  /// What is applied last.
  public var activation: Activation

  /// Creates an epilogue; without arguments it changes nothing.
  public init(
    bias: UnsafePointer<Float>? = nil, residual: UnsafePointer<Float>? = nil,
    activation: Activation = .none
  ) {
    self.bias = bias
    self.residual = residual
    self.activation = activation
  }

  /// The epilogue of the part of the output that begins at a row and a column.
  func from(row: Int, column: Int, stride: Int) -> zoo_epilogue {
    zoo_epilogue(
      bias: bias.map { $0 + column }, residual: residual.map { $0 + row * stride + column },
      residual_stride: stride, activation: activation.code, slope: activation.slope)
  }
}
