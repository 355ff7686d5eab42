import Layers
import Tensors

/// A module of one parameter, called `p`.
final class Scalars: Module {
  let p: Parameter

  init(_ values: Tensor) {
    p = Parameter(values.shape, .constant(0))
    p.assign(values)
  }

  var children: [Child] { [.parameter("p", p)] }

  /// Gradients that are given rather than computed: those of `Σ p · g`.
  func gradients(_ g: Tensor) -> Gradients {
    valueAndGradients { $0.p.value.dotted(with: g) }.gradients
  }
}
