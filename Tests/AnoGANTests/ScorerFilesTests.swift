import AnoGAN
import Checkpoints
import DCGAN
import Files
import Foundation
import Layers
import Support
import Tensors
import Testing

@Suite("Files of scorers that are odd, broken or called otherwise")
struct ScorerFilesTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "anogan-\(UUID().uuidString)"
  ).path

  private func remove() { try? FileManager.default.removeItem(atPath: folder) }

  private func path(_ name: String) -> String { "\(folder)/\(name).safetensors" }

  /// Writes the files of AnoGAN's networks, with notes of how to score.
  private func write(
    _ prefix: String = "", channelCount: Int = 1, scoring: String? = nil, bias: Float = 0
  ) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let generator = Generator(
      .side64(latentSize: 4, imageChannelCount: channelCount, width: 0.03125))
    let discriminator = Discriminator(
      DiscriminatorConfiguration(imageChannelCount: channelCount, width: 0.03125))
    generator.last.parameters.last?.parameter.assign(.full([channelCount], bias))
    var notes = try generator.metadata()
    notes.entries["scoring"] = scoring
    try Checkpoint.write(generator, to: path("\(prefix)generator"), metadata: notes)
    try Checkpoint.write(
      discriminator, to: path("\(prefix)discriminator"), metadata: discriminator.metadata())
  }

  /// Writes the files of Efficient GAN's networks.
  private func writeEfficient(
    _ prefix: String = "", width: Double = 0.03125, notes: Bool = true, bias: Float = 0
  ) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let networks = EfficientGAN(EfficientGANConfiguration(latentSize: 3, width: width))
    networks.generator.last.parameters.last?.parameter.assign(.full([1], bias))
    for (file, name, module) in networks.networks {
      try Checkpoint.write(
        module, to: path(prefix + file),
        metadata: notes ? networks.metadata(of: name) : CheckpointMetadata())
    }
  }

  @Test("the files of a published model lead to each other, whatever stands before the network")
  func names() throws {
    defer { remove() }
    try write("anogan-mnist78-")
    try write("generator-2-")
    try writeEfficient("efficientgan-mnist78-")
    for name in ["anogan-mnist78-", "generator-2-"] {
      for network in ["generator", "discriminator"] {
        #expect(try AnoGANScorer.load(path(name + network)).imageSize == 64)
      }
    }
    for network in ["generator", "discriminator", "encoder"] {
      let scorer = try EfficientGANScorer.load(path("efficientgan-mnist78-\(network)"))
      #expect(scorer.networks.configuration.latentSize == 3)
    }
  }

  @Test("registered files beside the named one are verified, too")
  func verification() throws {
    defer { remove() }
    try write("x-")
    func registry(_ hash: String) throws -> WeightsRegistry {
      WeightsRegistry(
        entries: [
          WeightsEntry(
            name: "x", model: "anogan.discriminator", file: "x-discriminator.safetensors", url: nil,
            sha256: hash, bytes: 1, licence: "", source: "", metric: "", command: "")
        ], shippedFolders: [folder], home: CacheHome("\(folder)/home"))
    }
    let bytes = try Data(contentsOf: URL(filePath: path("x-discriminator")))
    let right = try registry(sha256(of: bytes))
    #expect(try AnoGANScorer.load(path("x-generator"), verifiedBy: right).imageSize == 64)
    let wrong = try registry(String(repeating: "0", count: 64))
    let error = #expect(throws: CheckpointError.self) {
      try AnoGANScorer.load(path("x-generator"), verifiedBy: wrong)
    }
    #expect(error?.description.contains("x-discriminator.safetensors") == true)
    #expect(try AnoGANScorer.load(path("x-generator")).imageSize == 64)
  }

  @Test(
    "the notes tell a width that the shapes round; without notes the shapes do", .serialized,
    arguments: [0.2968, 0.03125, 0.09])
  func widths(width: Double) throws {
    defer { remove() }
    try writeEfficient(width: width)
    let loaded = try EfficientGAN(contentsOf: folder)
    #expect(loaded.configuration == EfficientGANConfiguration(latentSize: 3, width: width))
    let discriminator = try Checkpoint.load(path("discriminator"))
    let encoder = try Checkpoint.load(path("encoder"))
    #expect(try EfficientGAN.configuration(ofDiscriminator: discriminator).width == width)
    #expect(try EfficientGAN.configuration(ofEncoder: encoder).width == width)
    try writeEfficient(notes: false)
    #expect(try EfficientGAN(contentsOf: folder).configuration.width == 0.03125)
  }

  @Test(
    "notes by which no picture could be scored are refused",
    arguments: [
      (#""restartCount":0"#, "0 restarts"), (#""stepCount":-1"#, "-1 steps"),
      (#""batchSize":0"#, "a batch of 0"), (#""learningRate":0"#, "learning rate"),
      (#""lambda":7"#, "lambda of 7"),
    ])
  func scoring(change: String, message: String) throws {
    defer { remove() }
    var scoring = AnomalyScoring(search: LatentSearchOptions(stepCount: 3))
    scoring.normalClasses = ["7"]
    var notes = CheckpointMetadata()
    try notes.set(scoring, for: .scoring)
    let key = try #require(change.split(separator: ":").first)
    let text = try #require(notes.entries["scoring"])
    let pattern = try Regex("\(key):[-0-9.]+")
    try write(scoring: text.replacing(pattern, with: change))
    let error = #expect(throws: CheckpointError.self) { try AnoGANScorer.load(folder) }
    #expect(error?.exitCode == 65)
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("notes of earlier versions, with λ twice, are read")
  func earlier() throws {
    defer { remove() }
    try write(
      scoring: """
        {"lambda":0.1,"normalClasses":["7","8"],"search":{"batchSize":32,"decays":true,"lambda":0.1,\
        "learningRate":0.05,"restartCount":1,"seed":1234,"stepCount":200},"threshold":{"count":200,\
        "data":"mnist","quantile":0.95,"score":321.5}}
        """)
    let scorer = try AnoGANScorer.load(folder)
    #expect(scorer.threshold?.score == 321.5)
    #expect(scorer.options == LatentSearchOptions())
  }

  @Test("a pair for colours is refused")
  func colours() throws {
    defer { remove() }
    try write(channelCount: 3)
    let error = #expect(throws: CheckpointError.self) { try AnoGANScorer.load(folder) }
    #expect(error?.exitCode == 65)
    #expect(error?.description.contains("3 channels") == true)
  }

  @Test("W19: tensors with NaN or infinity are told by name", arguments: [Float.nan, .infinity])
  func nonFinite(bias: Float) throws {
    defer { remove() }
    try write(bias: bias)
    let warnings = try AnoGANScorer.load(folder).warnings
    #expect(warnings == ["the generator's 'last.0.bias' has NaN or infinity (1 of 1)"])
    try writeEfficient(bias: bias)
    #expect(try EfficientGANScorer.load(folder).warnings == warnings)
    try write()
    #expect(try AnoGANScorer.load(folder).warnings.isEmpty)
  }
}
