import DCGAN
import Foundation
import Layers
import Losses
import Optimizers
import Support
import Tensors
import Testing

@Suite struct ParityTests {
  @Test("R1: the small networks' outputs equal PyTorch's, also after preparation")
  func smallForward() throws {
    try checkGenerator(Generator(width: 0.125), "small.dcgan.generator")
    try checkDiscriminator(Discriminator(width: 0.125), "small.dcgan.discriminator")
  }

  @Test("R1: the full networks' outputs equal PyTorch's", .enabled(if: testsFullNetworks))
  func fullForward() throws {
    try checkGenerator(Generator(), "dcgan.generator")
    try checkDiscriminator(Discriminator(), "dcgan.discriminator")
  }

  @Test(
    "R1, R2: three steps of the small networks equal PyTorch's: losses, gradients, buffers, parameters"
  )
  func smallTraining() throws {
    try checkTraining(width: 0.125, "small.", batchSize: 8, generatorTolerance: 1e-3)
  }

  @Test("R1, R2: three steps of the full networks equal PyTorch's", .enabled(if: testsFullNetworks))
  func fullTraining() throws {
    // One of the 524,288 inputs of layer4's ReLU is 9e-8 in double precision: a rounding error decides
    // whether it passes, and moves the generator's gradients by about 1/√524,288 = 1.4e-3.
    try checkTraining(width: 1, "", batchSize: 8, generatorTolerance: 3e-3)
  }

  private func checkGenerator(_ generator: Generator, _ name: String) throws {
    let reference = NetworkReference(name, in: .module)
    try reference.fill(generator)
    let expected = try #require(try reference.outputs()["image"])
    for isPrepared in [false, true] {
      if isPrepared { generator.prepareForInference(releasingWeights: true) }
      let images = generator(filled("input.z", shape: [4, 20]))
      expectClose(images, expected.transposed([0, 2, 3, 1]), relative: 1e-4)
    }
  }

  private func checkDiscriminator(_ discriminator: Discriminator, _ name: String) throws {
    let reference = NetworkReference(name, in: .module)
    try reference.fill(discriminator)
    let expected = try reference.outputs()
    for isPrepared in [false, true] {
      if isPrepared { discriminator.prepareForInference(releasingWeights: true) }
      let outputs = discriminator.logitsAndFeatures(
        of: filled("input.x", shape: [4, 1, 64, 64]).transposed([0, 2, 3, 1]))
      expectClose(outputs.logits, try #require(expected["logit"]), relative: 1e-4)
      expectClose(outputs.features, try #require(expected["feature"]), relative: 1e-4)
    }
  }

  private func checkTraining(
    width: Double, _ size: String, batchSize: Int, generatorTolerance: Double
  ) throws {
    func networks() throws -> (Generator, Discriminator) {
      let (generator, discriminator) = (Generator(width: width), Discriminator(width: width))
      try NetworkReference("\(size)dcgan.generator", in: .module).fill(generator)
      try NetworkReference("\(size)dcgan.discriminator", in: .module).fill(discriminator)
      return (generator, discriminator)
    }
    func latents(_ name: String) -> Tensor {
      filled("input.z.\(name)", shape: [batchSize, 20])
    }
    func target(_ value: Float) -> Tensor { .full([batchSize, 1, 1, 1], value) }
    let reference = try NetworkReference("\(size)dcgan.training", in: .module).training()

    let fresh = try networks()
    let (loss, gradients) = fresh.0.valueAndGradients {
      binaryCrossEntropyWithLogits(fresh.1($0(latents("0.g"))), target(1))
    }
    try reference.expectLoss("fresh generator", loss.item())
    try reference.expectGradients(
      gradients, of: fresh.0, prefix: "generator.", tolerance: generatorTolerance)

    let (generator, discriminator) = try networks()
    let before = (generator.publishedElements, discriminator.publishedElements)
    var optimizers = (
      Adam(generator, learningRate: 1e-4, betas: (0, 0.9)),
      Adam(discriminator, learningRate: 4e-4, betas: (0, 0.9))
    )
    for step in 1...3 {
      let real = filled("input.x.\(step)", shape: [batchSize, 1, 64, 64])
        .transposed([0, 2, 3, 1])
      let fake = Mode.with(.training) { generator(latents("\(step).d")) }
      let (lossD, gradientsD) = discriminator.valueAndGradients {
        binaryCrossEntropyWithLogits($0(real), target(1))
          + binaryCrossEntropyWithLogits($0(fake), target(0))
      }
      try reference.expectLoss("step \(step) discriminator", lossD.item())
      if step == 1 {
        try reference.expectGradients(
          gradientsD, of: discriminator, prefix: "discriminator.", tolerance: 1e-3)
      }
      optimizers.1.step(gradientsD)
      let (lossG, gradientsG) = generator.valueAndGradients {
        binaryCrossEntropyWithLogits(discriminator($0(latents("\(step).g"))), target(1))
      }
      try reference.expectLoss("step \(step) generator", lossG.item())
      optimizers.0.step(gradientsG)
      if step == 1 {
        try reference.expectBuffers(of: generator, prefix: "generator.", tolerance: 1e-3)
      }
    }
    try reference.expectChanges(
      from: before.0, of: generator, prefix: "generator.", tolerance: 1e-2)
    try reference.expectChanges(
      from: before.1, of: discriminator, prefix: "discriminator.", tolerance: 1e-2)
  }
}
