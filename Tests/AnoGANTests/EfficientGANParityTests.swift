import AnoGAN
import Layers
import Losses
import Optimizers
import Support
import Tensors
import Testing

@Suite("Efficient GAN equals PyTorch's")
struct EfficientGANParityTests {
  private func reference(_ name: String) -> NetworkReference {
    NetworkReference("efficientgan.\(name)", in: .module)
  }

  /// The three networks with the reference weights.
  private func networks() throws -> EfficientGAN {
    let networks = EfficientGAN()
    try reference("generator").fill(networks.generator)
    try reference("discriminator").fill(networks.discriminator)
    try reference("encoder").fill(networks.encoder)
    return networks
  }

  /// The pictures of a training step.
  private static let batchSize = 8

  private func latents(_ suffix: String = "", count: Int = batchSize) -> Tensor {
    filled("input.z\(suffix)", shape: [count, 20])
  }

  /// With one channel both orders of the axes are the same.
  private func images(_ suffix: String = "", count: Int = batchSize) -> Tensor {
    filled("input.x\(suffix)", shape: [count, 28, 28, 1])
  }

  @Test("names, order and shapes of all tensors are the published ones")
  func names() throws {
    let networks = EfficientGAN()
    let parts: [(any Module, String, Int)] = [
      (networks.generator, "generator", 6_597_185),
      (networks.discriminator, "discriminator", 3_815_169), (networks.encoder, "encoder", 218_516),
    ]
    for (network, name, count) in parts {
      let expected = try reference(name).entries().map { "\($0.name) \($0.shape)" }
      let ours = network.state.map {
        "\($0.path) \($0.entry.layout.publishedShape($0.entry.shape))"
      }
      #expect(ours == expected)
      #expect(network.parameterCount == count)
    }
  }

  @Test("R1: pictures, logits, features and codes are the same, also after preparation")
  func forward() throws {
    let networks = try networks()
    for isPrepared in [false, true] {
      if isPrepared { networks.prepareForInference(releasingWeights: true) }
      let judged = try reference("discriminator").outputs()
      let (logits, features) = networks.discriminator(images(count: 4), latents(count: 4))
      expectClose(logits, try #require(judged["logit"]), relative: 1e-4)
      expectClose(features, try #require(judged["feature"]), relative: 1e-4)
      expectClose(
        networks.generator(latents(count: 4)).reshaped([4, 1, 28, 28]),
        try #require(reference("generator").outputs()["image"]), relative: 1e-4)
      expectClose(
        networks.encoder(images(count: 4)), try #require(reference("encoder").outputs()["z"]),
        relative: 1e-4)
    }
  }

  @Test("R2: gradients of generator and encoder against fresh networks are the same")
  func freshGradients() throws {
    let expected = try reference("training").training()
    var networks = try networks()
    let (gLoss, gGradients) = networks.generator.valueAndGradients { generator in
      let z = latents(".0.g")
      return binaryCrossEntropyWithLogits(
        networks.discriminator(generator(z), z).logits, .ones([Self.batchSize, 1]))
    }
    try expected.expectLoss("fresh generator", gLoss.item())
    try expected.expectGradients(
      gGradients, of: networks.generator, prefix: "generator.", tolerance: 1e-3)
    networks = try self.networks()
    let (eLoss, eGradients) = networks.encoder.valueAndGradients { encoder in
      let x = images(".0")
      return binaryCrossEntropyWithLogits(
        networks.discriminator(x, encoder(x)).logits, .zeros([Self.batchSize, 1]))
    }
    try expected.expectLoss("fresh encoder", eLoss.item())
    try expected.expectGradients(
      eGradients, of: networks.encoder, prefix: "encoder.", tolerance: 1e-3)
  }

  @Test("R2: the discriminator's gradients are the same")
  func discriminatorGradients() throws {
    let networks = try networks()
    let expected = try reference("training").training()
    var found: Gradients?
    _ = networks.train(on: images(".1"), latents: (latents(".1.d"), latents(".1.g"))) {
      if $0 == "discriminator" { found = $1 }
    }
    try expected.expectGradients(
      try #require(found), of: networks.discriminator, prefix: "discriminator.", tolerance: 1e-3)
  }

  @Test("R1, R2: three steps are the same: losses, running statistics, parameters")
  func training() throws {
    let expected = try reference("training").training()
    let networks = try networks()
    let before = networks.publishedElements
    var optimizers = networks.optimizers()
    for number in 1...3 {
      let losses = networks.train(
        on: images(".\(number)"), latents: (latents(".\(number).d"), latents(".\(number).g"))
      ) { optimizers[$0]?.step($1) }
      #expect(losses.count == 3)
      for (name, loss) in losses { try expected.expectLoss("step \(number) \(name)", Float(loss)) }
      if number == 1 { try expected.expectBuffers(of: networks, tolerance: 1e-3) }
    }
    try expected.expectChanges(from: before, of: networks, tolerance: 1e-3)
  }
}
