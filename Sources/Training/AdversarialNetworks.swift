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

  /// What changes the networks, by their names: Adam without a mean of the gradients.
  ///
  /// Source: Heusel et al., "GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash
  /// Equilibrium". https://arxiv.org/abs/1706.08500
  ///
  /// - Parameters:
  ///   - learningRate: The learning rate of the generator.
  ///   - discriminatorRate: The learning rate of the discriminator.
  /// - Returns: Adam for each.
  public func optimizers(
    learningRate: Double = 1e-4, discriminatorRate: Double = 4e-4
  ) -> [String: any Optimizer] {
    [
      "generator": Adam(generator, learningRate: learningRate, betas: (0, 0.9)),
      "discriminator": Adam(discriminator, learningRate: discriminatorRate, betas: (0, 0.9)),
    ]
  }
}
