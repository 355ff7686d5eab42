import Tensors

/// Layers one after another; the paths of their parameters begin with their positions.
///
/// An activation that follows a convolution or linear layer is applied in that layer's pass, and batch
/// normalization behind a convolution is folded into it by `prepareForInference`.
public final class Sequential: Layer, Preparable {
  /// The layers in order.
  public let layers: [any Layer]

  /// Creates a sequence.
  public init(_ layers: [any Layer]) {
    self.layers = layers
  }

  /// Creates a sequence from a list that may hold loops and conditions.
  public convenience init(@LayerBuilder _ layers: () -> [any Layer]) {
    self.init(layers())
  }

  /// The layer at a position.
  public subscript(position: Int) -> any Layer { layers[position] }

  /// The layers of a range as a sequence of their own, with the same parameters.
  public subscript(range: Range<Int>) -> Sequential { Sequential(Array(layers[range])) }

  /// The layers, named by their positions.
  public var children: [Child] {
    layers.enumerated().map { .module(String($0.offset), $0.element) }
  }

  /// The output of the last layer.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    var x = x
    var rest = layers[...]
    while let layer = rest.popFirst() {
      guard let fusing = layer as? any ActivationFusing else {
        x = layer(x)
        continue
      }
      let norm = fusing is any NormFolding ? rest.first as? BatchNorm2d : nil
      if norm != nil { rest.removeFirst() }
      let activation = rest.first.flatMap { Activation(of: $0) }
      if activation != nil { rest.removeFirst() }
      if let norm, let convolution = fusing as? any NormFolding {
        x = convolution(x, normalizedBy: norm, activation: activation ?? .none)
      } else {
        x = fusing(x, activation: activation ?? .none)
      }
    }
    return x
  }

  /// Folds batch normalization into the convolution before it.
  public func prepare(releasingWeights: Bool) {
    for (layer, next) in zip(layers, layers.dropFirst()) {
      if let convolution = layer as? any NormFolding, let norm = next as? BatchNorm2d {
        convolution.fold(norm, keepsWeight: !releasingWeights)
      }
    }
  }
}

extension Activation {
  /// The activation that a layer applies; nil if it is another kind of layer.
  fileprivate init?(of layer: any Layer) {
    switch layer {
    case is ReLU: self = .relu
    case let leaky as LeakyReLU: self = .leakyReLU(slope: leaky.slope)
    default: return nil
    }
  }
}

/// Collects the layers of a `Sequential`.
@resultBuilder
public enum LayerBuilder {
  /// One layer.
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  /// Layers that exist already.
  public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
  /// One after another.
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
  /// The rounds of a loop.
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
  /// Layers that may be absent.
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  /// One of two alternatives.
  public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
  /// The other alternative.
  public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
}
