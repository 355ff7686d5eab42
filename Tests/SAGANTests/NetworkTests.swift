import Checkpoints
import Foundation
import Layers
import SAGAN
import Support
import Tensors
import Testing

@Suite struct NetworkTests {
  @Test("parameter counts are those of the published networks")
  func parameterCounts() {
    #expect(Generator().parameterCount == 2_946_099)
    #expect(Discriminator().parameterCount == 3_173_251)
  }

  @Test("an attention whose gate is closed changes nothing, an open one adds the mean it takes")
  func gate() {
    let attention = SelfAttention(16)
    let x = filled("x", shape: [2, 3, 5, 16])
    #expect(attention(x).scalars == x.scalars)
    attention.gamma.assign(Tensor([0.5], shape: [1]))
    let weights = attention.map(of: x)
    #expect(weights.shape == [2, 15, 15])
    expectClose(weights.sum(axes: [2]), .ones([2, 15]))
    let taken = weights.matmul(attention.value(x).reshaped([2, 15, 16]))
    expectClose(attention(x), x + 0.5 * taken.reshaped([2, 3, 5, 16]))
  }

  @Test("a position looks where the product of its key with a query is largest")
  func rows() {
    let attention = SelfAttention(8)
    // One inner channel: the query is channel 0, the key channel 1.
    attention.query.weight.assign(Tensor([1, 0, 0, 0, 0, 0, 0, 0], shape: [1, 1, 8, 1]))
    attention.key.weight.assign(Tensor([0, 1, 0, 0, 0, 0, 0, 0], shape: [1, 1, 8, 1]))
    for convolution in [attention.query, attention.key] {
      convolution.bias?.reset(.constant(0))
    }
    var elements = [Float](repeating: 0, count: 3 * 8)
    (elements[0], elements[8], elements[16]) = (0, 1, 2)  // queries
    (elements[1], elements[9], elements[17]) = (3, 0, -3)  // keys
    let map = attention.map(of: Tensor(elements, shape: [1, 1, 3, 8])).scalars
    func softmax(_ x: [Float]) -> [Float] {
      let exponentials = x.map { exp($0) }
      return exponentials.map { $0 / exponentials.reduce(0, +) }
    }
    expectClose(map, softmax([0, 3, 6]) + softmax([0, 0, 0]) + softmax([0, -3, -6]))
  }

  @Test("R2: the gradient of attention is that of finite differences")
  func attentionGradient() {
    let attention = withSeed(5) { SelfAttention(8) }
    attention.gamma.assign(Tensor([0.7], shape: [1]))
    checkGradients(at: [filled("x", shape: [2, 2, 3, 8])]) { attention($0[0]) }
    let x = filled("x", shape: [2, 2, 3, 8])
    checkGradients(
      at: [attention.query, attention.key, attention.value].map(\.weight.value)
    ) { weights in
      let rows = { (w: Tensor) in x.convolved(with: w).reshaped([2, 6, -1]) }
      let (q, k, v) = (rows(weights[0]), rows(weights[1]), rows(weights[2]))
      return k.matmul(q, transposeB: true).softmax().matmul(v)
    }
  }

  @Test("every spectrally normalized weight begins with the deviation of the recipe")
  func initialization() throws {
    let generator = Generator(width: 0.25)
    for network in [generator as any Module, Discriminator(width: 0.25)] {
      let normalized = network.parameters.filter { $0.path.hasSuffix("weight_orig") }
      #expect(normalized.count == 4)
      for (path, parameter) in network.parameters where path.contains("weight") {
        let scalars = parameter.value.scalars.map(Double.init)
        let mean = scalars.reduce(0, +) / Double(scalars.count)
        let deviation =
          (scalars.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scalars.count))
          .squareRoot()
        let share = 5 / Double(scalars.count).squareRoot()
        #expect(abs(deviation - 0.02) <= 0.02 * share, "\(path): \(deviation)")
      }
    }
    #expect(generator.attention1.gamma.value.scalars == [0])
  }

  @Test("files with newer names of spectral normalization, or without v, load alike")
  func spellings() throws {
    let generator = Generator(width: 0.03125)
    Mode.with(.training) {
      for _ in 0..<3 { _ = generator(Tensor.randomNormal([2, 20])) }
    }
    let latents = Tensor.randomNormal([2, 20])
    let expected = generator(latents)
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "sagan-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ rename: (String) -> String?) throws -> Checkpoint {
      let path = folder.appending(path: name).path
      let tensors = generator.state.compactMap { entry in
        rename(entry.path).map {
          (name: $0, tensor: published(entry.entry.value, as: entry.entry.layout))
        }
      }
      try Checkpoint.write(tensors, to: path)
      return try Checkpoint.load(path)
    }
    let newer = try file("newer.safetensors") { name in
      name.replacing("weight_orig", with: "parametrizations.weight.original")
        .replacing("weight_u", with: "parametrizations.weight.0._u")
        .replacing("weight_v", with: "parametrizations.weight.0._v")
    }
    expectClose(try Generator(newer)(latents), expected)
    // v follows from u: after many iterations they are a pair, after few nearly.
    let older = try file("older.safetensors") { $0.hasSuffix("weight_v") ? nil : $0 }
    let loaded = try Generator(older)
    expectClose(loaded(latents), expected, relative: 0.1)
    let broken = try file("broken.safetensors") { $0.hasSuffix("weight_u") ? nil : $0 }
    #expect(throws: CheckpointError.self) { try Generator(broken) }
  }

  @Test("networks of an odd width come back, with their notes and without")
  func oddWidths() throws {
    let path =
      FileManager.default.temporaryDirectory.path + "/sagan-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    for width in [0.3, 0.21] {
      let (generator, discriminator) = (Generator(width: width), Discriminator(width: width))
      for hasNotes in [true, false] {
        try Checkpoint.write(
          generator, to: path, metadata: hasNotes ? generator.metadata() : CheckpointMetadata())
        let read = try Generator(Checkpoint.load(path))
        #expect(!hasNotes || read.configuration == generator.configuration)
        #expect(read.parameterCount == generator.parameterCount)
        try Checkpoint.write(
          discriminator, to: path,
          metadata: hasNotes ? discriminator.metadata() : CheckpointMetadata())
        let other = try Discriminator(Checkpoint.load(path))
        #expect(!hasNotes || other.configuration == discriminator.configuration)
        #expect(other.parameterCount == discriminator.parameterCount)
      }
    }
  }

  @Test("a small file that asks for a huge network is refused before memory is taken")
  func hugeConfigurations() throws {
    let path =
      FileManager.default.temporaryDirectory.path + "/sagan-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let huge = SAGANConfiguration(latentSize: 65536, imageChannelCount: 65536, width: 4)
    for (name, load) in [
      (Generator.name, { _ = try Generator($0) }),
      (Discriminator.name, { _ = try Discriminator($0) }),
    ] as [(String, (Checkpoint) throws -> Void)] {
      var notes = CheckpointMetadata()
      notes.model = name
      try notes.set(huge, for: .configuration)
      try Checkpoint.write([("a", .zeros([4]))], to: path, metadata: notes)
      #expect { try load(Checkpoint.load(path)) } throws: {
        "\($0)".contains("weights or more, the file")
      }
    }
  }

  @Test("a checkpoint comes back with its width, and is refused by the other network")
  func checkpoints() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "sagan-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (generator, discriminator) = (
      Generator(latentSize: 5, width: 0.0625), Discriminator(width: 0.0625)
    )
    let path = folder.appending(path: "generator.safetensors").path
    try Checkpoint.write(generator, to: path, metadata: generator.metadata())
    let loaded = try Generator(Checkpoint.load(path))
    #expect(loaded.configuration == generator.configuration)
    let latents = Tensor.randomNormal([1, 5])
    #expect(loaded(latents).scalars == generator(latents).scalars)
    #expect(throws: CheckpointError.self) { try Discriminator(Checkpoint.load(path)) }
    let other = folder.appending(path: "discriminator.safetensors").path
    try Checkpoint.write(discriminator, to: other, metadata: discriminator.metadata())
    #expect(
      try Discriminator(Checkpoint.load(other)).configuration == discriminator.configuration)
  }
}
