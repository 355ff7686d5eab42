import Layers
import Losses
import Optimizers
import Tensors

extension EfficientGAN {
  /// What changes the networks, by their names.
  ///
  /// - Parameters:
  ///   - learningRate: The learning rate of generator and encoder.
  ///   - discriminatorRate: The learning rate of the discriminator.
  /// - Returns: Adam for each.
  public func optimizers(
    learningRate: Double = 1e-4, discriminatorRate: Double = 2.5e-5
  ) -> [String: any Optimizer] {
    let betas = (0.5, 0.999)
    return [
      "discriminator": Adam(discriminator, learningRate: discriminatorRate, betas: betas),
      "generator": Adam(generator, learningRate: learningRate, betas: betas),
      "encoder": Adam(encoder, learningRate: learningRate, betas: betas),
    ]
  }

  /// Trains the three networks on a batch: a step of the discriminator, which tells real pictures
  /// with their codes from generated ones with what they were generated from; one of the generator
  /// and one of the encoder, which deceive it.
  ///
  /// Source: Zenati et al., "Efficient GAN-Based Anomaly Detection", 2018, section 3; the losses of
  /// generator and encoder do not saturate. https://arxiv.org/abs/1802.06222
  ///
  /// - Parameters:
  ///   - x: Real pictures, `[N, 28, 28, 1]` in −1…1, two at least.
  ///   - latents: Normal numbers for the discriminator's step and for the generator's,
  ///     `[N, latentSize]` each.
  ///   - step: Changes the network of a name along its gradients.
  /// - Returns: The mean loss of each network before its step, by name.
  public func train(
    on x: Tensor, latents: (discriminator: Tensor, generator: Tensor),
    step: (_ network: String, _ gradients: Gradients) -> Void
  ) -> [String: Double] {
    // Only one network is on the tape at a time: nothing is computed for the other two.
    let (dLoss, dGradients) = discriminator.valueAndGradients { discriminator in
      let z = latents.discriminator
      return loss(discriminator(x, encoder(x)).logits, isReal: true)
        + loss(discriminator(generator(z), z).logits, isReal: false)
    }
    step("discriminator", dGradients)

    let (gLoss, gGradients) = generator.valueAndGradients { generator in
      let z = latents.generator
      return loss(discriminator(generator(z), z).logits, isReal: true)
    }
    step("generator", gGradients)

    let (eLoss, eGradients) = encoder.valueAndGradients { encoder in
      loss(discriminator(x, encoder(x)).logits, isReal: false)
    }
    step("encoder", eGradients)
    return [
      "discriminator": Double(dLoss.item()), "generator": Double(gLoss.item()),
      "encoder": Double(eLoss.item()),
    ]
  }

  /// The mean cross-entropy of logits with one answer for all.
  private func loss(_ logits: Tensor, isReal: Bool) -> Tensor {
    binaryCrossEntropyWithLogits(logits, .full(logits.shape, isReal ? 1 : 0))
  }
}
