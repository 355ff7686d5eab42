import AnoGAN
import DCGAN
import Layers
import Optimizers
import SAGAN
import Tensors
import Training

/// The work of the cases of DCGAN, SAGAN and AnoGAN.
enum AdversarialWork {
  /// Pictures of latent vectors.
  static func generation(_ generator: some Layer, batchSize: Int) -> () -> Void {
    generator.prepareForInference(releasingWeights: true)
    let latents = Tensor.randomNormal([batchSize, 20])
    return { _ = generator(latents).shape }
  }

  /// Answers to pictures.
  static func discrimination(_ discriminator: some Layer) -> () -> Void {
    discriminator.prepareForInference(releasingWeights: true)
    let images = Tensor.randomNormal([1, 64, 64, 1])
    return { _ = discriminator(images).shape }
  }

  /// 100 steps of Adam for the latent vectors of five pictures.
  static func search() -> () -> Void {
    let (generator, discriminator) = (DCGAN.Generator(), DCGAN.Discriminator())
    generator.prepareForInference()
    discriminator.prepareForInference()
    let search = LatentSearch(
      generator, discriminator,
      options: LatentSearchOptions(stepCount: 100, learningRate: 1e-3, decays: false))
    let images = Tensor.randomNormal([5, 64, 64, 1])
    let latents = Tensor.randomNormal([5, 20])
    return { _ = search(images, from: latents).latents.shape }
  }

  /// A step of both networks, always on the same pictures and latent vectors.
  static func training<G: Layer, D: Layer>(
    _ networks: AdversarialNetworks<G, D>, batchSize: Int,
    step:
      @escaping (
        AdversarialNetworks<G, D>, _ real: Tensor, _ latents: (Tensor, Tensor),
        _ change: (String, Gradients) -> Void
      ) -> [String: Double]
  ) -> () -> Void {
    let real = Tensor.randomNormal([batchSize, 64, 64, 1])
    let latents = (Tensor.randomNormal([batchSize, 20]), Tensor.randomNormal([batchSize, 20]))
    var optimizers = networks.optimizers(learningRate: 1e-4, discriminatorRate: 1e-4)
    return {
      _ = step(networks, real, latents) { network, gradients in
        optimizers[network]?.step(gradients)
      }
    }
  }
}
