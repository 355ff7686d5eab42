import Foundation
import Layers
import Losses
import Optimizers
import SAGAN
import Support
import Tensors
import Testing
import Training

@Suite struct ParityTests {
  @Test("R1: the small networks' outputs equal PyTorch's, also after preparation")
  func smallForward() throws {
    try checkGenerator(
      Generator(width: 0.125), "small.sagan.generator", count: 2, strides: (1, 107))
    try checkDiscriminator(Discriminator(width: 0.125), "small.sagan.discriminator", count: 2)
  }

  @Test("R1: the full networks' outputs equal PyTorch's", .enabled(if: testsFullNetworks))
  func fullForward() throws {
    try checkGenerator(Generator(), "sagan.generator", count: 4, strides: (17, 211))
    try checkDiscriminator(Discriminator(), "sagan.discriminator", count: 4)
  }

  @Test(
    "R1, R2: three steps of the small networks equal PyTorch's: losses, gradients, buffers, parameters"
  )
  func smallTraining() throws {
    try checkTraining(width: 0.125, "small.", batchSize: 4, tolerance: 3e-2)
  }

  @Test("R1, R2: three steps of the full networks equal PyTorch's", .enabled(if: testsFullNetworks))
  func fullTraining() throws {
    try checkTraining(width: 1, "", batchSize: 8, tolerance: 3e-2)
  }

  private func checkGenerator(
    _ generator: Generator, _ name: String, count: Int, strides: (Int, Int)
  ) throws {
    let reference = NetworkReference(name, in: .module)
    try reference.fill(generator)
    let expected = try reference.outputs()
    let latents = filled("input.z", shape: [count, 20])
    for isPrepared in [false, true] {
      if isPrepared { generator.prepareForInference(releasingWeights: true) }
      let outputs = generator.imagesAndAttention(of: latents)
      let images = try #require(expected["image"]).transposed([0, 2, 3, 1])
      expectClose(outputs.images, images, relative: 1e-4)
      expectClose(generator(latents), images, relative: 1e-4)
      expectClose(
        every(strides.0, of: outputs.attention1), try #require(expected["attention1"]).scalars,
        relative: 1e-4)
      expectClose(
        every(strides.1, of: outputs.attention2), try #require(expected["attention2"]).scalars,
        relative: 1e-4)
    }
  }

  private func checkDiscriminator(
    _ discriminator: Discriminator, _ name: String, count: Int
  ) throws {
    let reference = NetworkReference(name, in: .module)
    try reference.fill(discriminator)
    let expected = try reference.outputs()
    let images = filled("input.x", shape: [count, 1, 64, 64]).transposed([0, 2, 3, 1])
    for isPrepared in [false, true] {
      if isPrepared { discriminator.prepareForInference(releasingWeights: true) }
      let outputs = discriminator.scoresAndAttention(of: images)
      expectClose(outputs.scores, try #require(expected["logit"]), relative: 1e-4)
      expectClose(discriminator(images), try #require(expected["logit"]), relative: 1e-4)
      expectClose(outputs.attention1, try #require(expected["attention1"]), relative: 1e-4)
      expectClose(outputs.attention2, try #require(expected["attention2"]), relative: 1e-4)
    }
  }

  private func every(_ stride: Int, of tensor: Tensor) -> [Float] {
    let scalars = tensor.scalars
    return Swift.stride(from: 0, to: scalars.count, by: stride).map { scalars[$0] }
  }

  private func checkTraining(
    width: Double, _ size: String, batchSize: Int, tolerance: Double
  ) throws {
    func networks() throws -> AdversarialNetworks<Generator, Discriminator> {
      let networks = AdversarialNetworks(Generator(width: width), Discriminator(width: width))
      try NetworkReference("\(size)sagan.generator", in: .module).fill(networks.generator)
      try NetworkReference("\(size)sagan.discriminator", in: .module).fill(
        networks.discriminator)
      return networks
    }
    func latents(_ name: String) -> Tensor {
      filled("input.z.\(name)", shape: [batchSize, 20])
    }
    let reference = try NetworkReference("\(size)sagan.training", in: .module).training()

    let fresh = try networks()
    let (loss, gradients) = fresh.generator.valueAndGradients {
      hingeGeneratorLoss(fake: fresh.discriminator($0(latents("0.g"))))
    }
    try reference.expectLoss("fresh generator", loss.item())
    try reference.expectGradients(
      gradients, of: fresh.generator, prefix: "generator.", tolerance: tolerance)

    let trained = try networks()
    let before = trained.publishedElements
    var optimizers = trained.optimizers()
    for step in 1...3 {
      let real = filled("input.x.\(step)", shape: [batchSize, 1, 64, 64]).transposed([0, 2, 3, 1])
      let losses = try FineTune.step(
        trained, real, latents("\(step).d"), latents("\(step).g")
      ) { network, gradients in
        if step == 1, network == "discriminator" {
          try reference.expectGradients(
            gradients, of: trained.discriminator, prefix: "discriminator.", tolerance: tolerance)
        }
        optimizers[network]?.step(gradients)
      }
      for (name, loss) in losses {
        try reference.expectLoss("step \(step) \(name)", Float(loss), slack: step == 3 ? 60 : 20)
      }
      if step == 1 { try reference.expectBuffers(of: trained, tolerance: 1e-3) }
    }
    // Steep attention and Adam without a mean, which makes a full step of each gradient however
    // small, amplify rounding: in the third step PyTorch's own gradients of the first attention's
    // keys are off by their whole size in single precision, and some elements turn their sign. Which
    // do depends on the order of sums: one of a hundred, with each number of threads another.
    try reference.expectChanges(
      from: before, of: trained, tolerance: tolerance, outlierShare: 0.01)
  }
}

/// Whether the full networks are tested, which takes minutes.
let testsFullNetworks = ProcessInfo.processInfo.environment["ZOO_SLOW_TESTS"] == "1"
