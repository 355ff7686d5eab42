import Tensors

/// The hinge loss of a discriminator: `mean max(0, 1 − real) + mean max(0, 1 + fake)`.
///
/// Source: Zhang et al., "Self-Attention Generative Adversarial Networks", section 3.
/// https://arxiv.org/abs/1805.08318
///
/// - Parameters:
///   - real: The scores of real samples, of any shape.
///   - fake: The scores of generated samples, of any shape.
/// - Returns: A scalar.
public func hingeDiscriminatorLoss(real: Tensor, fake: Tensor) -> Tensor {
  (1 - real).relu().mean() + (1 + fake).relu().mean()
}

/// The hinge loss of a generator: `−mean fake`.
///
/// - Parameter fake: The discriminator's scores of generated samples, of any shape.
/// - Returns: A scalar.
public func hingeGeneratorLoss(fake: Tensor) -> Tensor {
  -fake.mean()
}
