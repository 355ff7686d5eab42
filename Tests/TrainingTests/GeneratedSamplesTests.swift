import Layers
import Tensors
import Testing
import Training

@Suite struct GeneratedSamplesTests {
  /// A picture whose pixels are the numbers of the latent vector, doubled.
  private final class Doubling: Layer {
    func callAsFunction(_ x: Tensor) -> Tensor {
      x.reshaped([x.shape[0], 1, x.shape[1], 1]) * 2
    }
  }

  /// The sum of a picture's pixels.
  private final class Summing: Layer {
    func callAsFunction(_ x: Tensor) -> Tensor {
      x.sum(axes: [1, 2, 3]).reshaped([x.shape[0], 1, 1, 1])
    }
  }

  private let latents = Tensor([3, 0, -1, 0, 5, 1, 2, 2, 0, 0], shape: [5, 2])

  @Test("samples are made in order, in batches of any size")
  func samples() {
    var counts: [Int] = []
    let samples = generatedSamples(of: Doubling(), latents, batchSize: 2) { counts.append($0) }
    #expect(samples.shape == [5, 1, 2, 1])
    #expect(samples.scalars == latents.scalars.map { $0 * 2 })
    #expect(counts == [2, 4, 5])
  }

  @Test("the latent vectors with the highest scores stay, in their order")
  func selection() {
    let selected = selectedLatents(
      of: latents, count: 3, generator: Doubling(), discriminator: Summing(), batchSize: 2)
    #expect(selected?.scalars == [3, 0, 5, 1, 2, 2])
    let all = selectedLatents(
      of: latents, count: 5, generator: Doubling(), discriminator: Summing())
    #expect(all?.scalars == latents.scalars)
  }

  @Test("no latent vector is chosen by scores that are no numbers")
  func noNumbers() {
    let latents = Tensor([1, .nan, 2, 0], shape: [2, 2])
    let selected = selectedLatents(
      of: latents, count: 1, generator: Doubling(), discriminator: Summing())
    #expect(selected == nil)
  }
}
