import Checkpoints
import DCGAN
import Foundation
import Layers
import Support
import Tensors
import Testing

@Suite struct NetworkTests {
  @Test("parameter counts are those of the published networks")
  func parameterCounts() {
    #expect(Generator().parameterCount == 2_920_257)
    #expect(Discriminator().parameterCount == 2_762_689)
  }

  @Test("latent vectors become pictures of 64×64 within −1…1", arguments: [1, 3])
  func pictures(count: Int) {
    let generator = Generator(latentSize: 7, width: 0.03125)
    let latents = Tensor.randomNormal([count, 7])
    let images = generator(latents)
    #expect(images.shape == [count, 64, 64, 1])
    #expect(images.scalars.allSatisfy { abs($0) <= 1 })
    #expect(generator(latents.reshaped([count, 1, 1, 7])).scalars == images.scalars)
    let discriminator = Discriminator(width: 0.03125)
    #expect(discriminator(images).shape == [count, 1, 1, 1])
  }

  @Test("features are the activations before the last convolution, channel first")
  func features() {
    let discriminator = Discriminator(width: 0.03125)
    let images = filled("input.x", shape: [2, 64, 64, 1])
    let (logits, features) = discriminator.logitsAndFeatures(of: images)
    #expect(features.shape == [2, 16 * 16])
    #expect(features.scalars == discriminator.features(of: images).scalars)
    #expect(logits.scalars == discriminator(images).scalars)
    let weight = published(discriminator.last.weight.value, as: discriminator.last.weight.layout)
    expectClose(
      features.matmul(weight.reshaped([256, 1])).reshaped([2, 1, 1, 1]), logits, relative: 1e-4)
  }

  @Test("every weight begins with the deviation of the paper")
  func initialization() {
    let generator = Generator(width: 0.25)
    for (path, parameter) in generator.parameters + Discriminator(width: 0.25).parameters {
      let scalars = parameter.value.scalars.map(Double.init)
      let mean = scalars.reduce(0, +) / Double(scalars.count)
      let deviation =
        (scalars.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scalars.count)).squareRoot()
      guard path.hasSuffix("weight") else {
        #expect(scalars.allSatisfy { $0 == 0 }, "\(path)")
        continue
      }
      // Of n numbers the deviation is known to 1 / √2n, the mean to 1 / √n.
      let share = 5 / Double(scalars.count).squareRoot()
      #expect(abs(deviation - 0.02) <= 0.02 * share, "\(path): \(deviation)")
      let expected = path.hasPrefix("layer") && path.contains(".1.") ? 1.0 : 0
      #expect(abs(mean - expected) <= 0.02 * share, "\(path): \(mean)")
    }
  }

  @Test(
    "a generator of 28×28 digits by other hands loads through a key map and draws its pictures",
    .enabled(if: testData != nil))
  func foreignCheckpoint() throws {
    let folder = try #require(testData) + "/weights/dcgan_mnist_generator/"
    let generator = Generator(
      GeneratorConfiguration(
        latentSize: 64,
        hidden: [
          GeneratorStage(256, kernelSize: 3, stride: 2, padding: 0),
          GeneratorStage(128, kernelSize: 4, stride: 1, padding: 0),
          GeneratorStage(64, kernelSize: 3, stride: 2, padding: 0),
        ], last: GeneratorStage(1, kernelSize: 4, stride: 2, padding: 0)))
    #expect(generator.configuration.imageSize == 28)
    let keyMap = KeyMap(prefixes: [
      ("gen.0.", "layer1."), ("gen.1.", "layer2."), ("gen.2.", "layer3."), ("gen.3.", "last."),
    ])
    try generator.load(try Checkpoint.load(folder + "generator.pth"), keyMap: keyMap)
    let z = try Checkpoint.load(folder + "ref_z_32x64x1x1_f32.npy").tensors[0].tensor()
    let images = try Checkpoint.load(folder + "ref_image_32x1x28x28_f32.npy").tensors[0].tensor()
    for isPrepared in [false, true] {
      if isPrepared { generator.prepareForInference() }
      expectClose(
        generator(z.reshaped([32, 64])), images.reshaped([32, 28, 28, 1]), relative: 1e-4)
    }
  }

  @Test("a small file that asks for a huge network is refused before memory is taken")
  func hugeConfigurations() throws {
    let path =
      FileManager.default.temporaryDirectory.path + "/dcgan-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    func expectRefusal(_ load: (Checkpoint) throws -> Void) {
      #expect { try load(Checkpoint.load(path)) } throws: {
        "\($0)".contains("weights or more, the file")
      }
    }
    var huge = GeneratorConfiguration.side64()
    for index in huge.hidden.indices { huge.hidden[index].channelCount = 65536 }
    var notes = CheckpointMetadata()
    notes.model = Generator.name
    try notes.set(huge, for: .configuration)
    try Checkpoint.write([("a", .zeros([4]))], to: path, metadata: notes)
    expectRefusal { _ = try Generator($0) }
    // Without notes.
    try Checkpoint.write(
      [("layer1.0.weight", .zeros([1, 65536, 4, 4])), ("last.0.weight", .zeros([1, 1, 4, 4]))],
      to: path)
    expectRefusal { _ = try Generator($0) }
    try Checkpoint.write(
      (1...4).map { ("layer\($0).0.weight", .zeros([$0 % 2 == 0 ? 65536 : 8192, 1, 1, 1])) },
      to: path)
    expectRefusal { _ = try Discriminator($0) }
  }

  @Test("a generator without notes has the channels of its shapes, of an odd width too")
  func oddWidth() throws {
    let path =
      FileManager.default.temporaryDirectory.path + "/dcgan-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let generator = Generator(latentSize: 3, width: 0.3)
    try Checkpoint.write(generator, to: path)
    #expect(try Generator(Checkpoint.load(path)).configuration == generator.configuration)
  }

  @Test("impossible configurations name what is wrong")
  func problems() {
    #expect(GeneratorConfiguration.side64().problem == nil)
    #expect(GeneratorConfiguration.side64().imageSize == 64)
    #expect(GeneratorConfiguration.side64(latentSize: 0).problem == "latentSize 0, not 1…65536")
    let empty = GeneratorConfiguration(
      latentSize: 1, hidden: [GeneratorStage(1, kernelSize: 1, stride: 1, padding: 0)],
      last: GeneratorStage(1, kernelSize: 2, stride: 1, padding: 1))
    #expect(empty.problem == "maps with a side of 0, not 1…4096")
    #expect(DiscriminatorConfiguration(width: 0.25).problem == nil)
    var narrow = DiscriminatorConfiguration()
    narrow.channelCounts = []
    #expect(narrow.problem != nil)
  }
}

/// The folder of the real data, where it is at hand.
let testData = ProcessInfo.processInfo.environment["ZOO_TEST_DATA"]

/// Whether the full networks are tested, which takes minutes.
let testsFullNetworks = ProcessInfo.processInfo.environment["ZOO_SLOW_TESTS"] == "1"
