import Layers
import Optimizers

/// A generator and the discriminator that it is trained against, as one module.
public final class AdversarialNetworks<Generator: Layer, Discriminator: Layer>: Module {
  /// Makes pictures of latent vectors.
  public let generator: Generator
  /// Tells its pictures from real ones.
  public let discriminator: Discriminator

  /// Creates the pair.
  public init(_ generator: Generator, _ discriminator: Discriminator) {
    self.generator = generator
    self.discriminator = discriminator
  }

  /// Both networks by the names of their files.
  public var children: [Child] {
    [.module("generator", generator), .module("discriminator", discriminator)]
  }

  /// What changes the networks, by their names: Adam, by default without a mean of the gradients.
  ///
  /// Source: Heusel et al., "GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash
  /// Equilibrium". https://arxiv.org/abs/1706.08500
  ///
  /// - Parameters:
  ///   - learningRate: The learning rate of the generator.
  ///   - discriminatorRate: The learning rate of the discriminator.
  ///   - betas: How much of the means of gradients and of their squares remains after a step.
  /// - Returns: Adam for each.
  public func optimizers(
    learningRate: Double = 1e-4, discriminatorRate: Double = 4e-4,
    betas: (Double, Double) = (0, 0.9)
  ) -> [String: any Optimizer] {
    [
      "generator": Adam(generator, learningRate: learningRate, betas: betas),
      "discriminator": Adam(discriminator, learningRate: discriminatorRate, betas: betas),
    ]
  }
}
