import AnoGAN
import BERT
import Checkpoints
import DCGAN
import Files
import Foundation
import Images
import Layers
import MNIST
import SAGAN
import SSD
import Tensors
import Testing
import Transformer
import VGG

/// A model as small as it can be, and how its file is written and read.
private struct SmallModel: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The file's name in the folder.
  var file = "model.safetensors"
  let write: @Sendable (_ folder: String) throws -> Void
  let read: @Sendable (_ folder: String) throws -> Void

  /// A model whose network is read from a checkpoint.
  init<Network: Module & SendableMetatype>(
    _ name: String, _ make: @escaping @Sendable () -> Network,
    notes: @escaping @Sendable (Network) throws -> CheckpointMetadata,
    read: @escaping @Sendable (Checkpoint) throws -> Void
  ) {
    testDescription = name
    write = { folder in
      let network = withSeed(1) { make() }
      try Checkpoint.write(
        network, to: "\(folder)/model.safetensors", metadata: try notes(network))
    }
    self.read = { folder in try read(try Checkpoint.load("\(folder)/model.safetensors")) }
  }

  /// One of Efficient GAN's networks, beside the others.
  init(efficientGAN file: String) {
    testDescription = "efficientgan.\(file)"
    self.file = "\(file).safetensors"
    write = { folder in
      let networks = withSeed(1) { EfficientGAN(EfficientGANConfiguration(width: 1.0 / 64)) }
      for (file, name, module) in networks.networks {
        try Checkpoint.write(
          module, to: "\(folder)/\(file).safetensors", metadata: networks.metadata(of: name))
      }
    }
    read = { folder in _ = try EfficientGAN(contentsOf: folder) }
  }

  private static let bert = {
    var configuration = BERTConfiguration()
    configuration.tokenCount = 12
    configuration.size = 16
    configuration.layerCount = 2
    configuration.headCount = 2
    configuration.hiddenCount = 24
    configuration.positionCount = 12
    return configuration
  }()

  static let all: [SmallModel] = [
    SmallModel(
      "vgg16", { VGG16(classCount: 3, width: 1.0 / 32, imageSize: 32) },
      notes: {
        try $0.metadata(preprocessing: Preprocessing.imageNet(), classes: ["a", "b", "c"])
      },
      read: { _ = try VGG16($0) }),
    SmallModel(
      "vgg19 with a new head", { VGG19(classCount: 3, width: 1.0 / 32, imageSize: 32) },
      notes: {
        try $0.metadata(preprocessing: Preprocessing.imageNet(), classes: ["a", "b", "c"])
      },
      read: { _ = try VGG19($0, newClassCount: 5) }),
    SmallModel(
      "ssd300", { SSD300(classCount: 2, width: 1.0 / 32) },
      notes: { try $0.metadata(classes: ["a", "b"]) }, read: { _ = try SSD300($0) }),
    SmallModel(
      "mnist, connected", { MNISTNetwork(MNISTConfiguration(.connected, layerCount: 2)) },
      notes: { try noted($0.configuration, MNISTNetwork.name) }, read: { _ = try MNISTNetwork($0) }),
    SmallModel(
      "mnist, convolutional", { MNISTNetwork(MNISTConfiguration(.convolutional)) },
      notes: { try noted($0.configuration, MNISTNetwork.name) }, read: { _ = try MNISTNetwork($0) }),
    SmallModel(
      "dcgan.generator", { DCGAN.Generator(latentSize: 3, width: 1.0 / 32) },
      notes: { try $0.metadata() }, read: { _ = try DCGAN.Generator($0) }),
    SmallModel(
      "dcgan.discriminator", { DCGAN.Discriminator(width: 1.0 / 32) },
      notes: { try $0.metadata() }, read: { _ = try DCGAN.Discriminator($0) }),
    SmallModel(
      "sagan.generator", { SAGAN.Generator(latentSize: 3, width: 1.0 / 8) },
      notes: { try $0.metadata() }, read: { _ = try SAGAN.Generator($0) }),
    SmallModel(
      "sagan.discriminator", { SAGAN.Discriminator(width: 1.0 / 8) },
      notes: { try $0.metadata() }, read: { _ = try SAGAN.Discriminator($0) }),
    SmallModel(efficientGAN: "generator"), SmallModel(efficientGAN: "discriminator"),
    SmallModel(efficientGAN: "encoder"),
    SmallModel(
      "transformer",
      {
        TransformerClassifier(
          TransformerConfiguration(wordCount: 10, size: 12, headCount: 2, length: 8))
      },
      notes: { try noted($0.configuration, TransformerClassifier.name) },
      read: { _ = try TransformerClassifier($0) }),
    SmallModel(
      "bert", { BERTClassifier(bert, classCount: 3) }, notes: { _ in CheckpointMetadata() },
      read: { _ = try BERTClassifier($0, bert) }),
  ]

  private static func noted(
    _ configuration: some Encodable, _ name: String
  ) throws -> CheckpointMetadata {
    var notes = CheckpointMetadata()
    notes.model = name
    try notes.set(configuration, for: .configuration)
    return notes
  }
}

@Suite("Checkpoints that do not fit their model")
struct ModelMismatchTests {
  private typealias NamedTensors = [(name: String, tensor: Tensor)]

  /// Whether a network makes a tensor anew, whatever the file has of it.
  private static func isReplaced(_ name: String, _ fault: String, in model: SmallModel) -> Bool {
    switch model.testDescription {
    case "vgg19 with a new head":
      name.hasPrefix("classifier.6.") && fault.contains(", not ")
        || name == "classifier.6.bias" && fault == "missing"
    // The vectors of spectral normalization follow from the weights.
    case "sagan.generator", "sagan.discriminator":
      fault == "missing" && (name.hasSuffix("weight_u") || name.hasSuffix("weight_v"))
    default: false
    }
  }

  @Test(
    "W21: a missing, misspelt, strange, transposed or resized tensor is refused by its name",
    arguments: SmallModel.all)
  private func misfits(model: SmallModel) throws {
    let folder = try Folder()
    try model.write(folder.path)
    try model.read(folder.path)
    let path = folder.file(model.file)
    let original = try Checkpoint.load(path, intoMemory: true)
    let tensors: NamedTensors = original.tensors.map { ($0.name, $0.tensor()) }
    // About twelve of many alike, the first two and the last three always among them.
    let step = max(1, tensors.count / 8)
    let chosen = tensors.indices.filter {
      $0.isMultiple(of: step) || $0 < 2 || $0 > tensors.count - 4
    }
    for index in chosen {
      let (name, tensor) = tensors[index]
      var without = tensors
      without.remove(at: index)
      try expectRefusal(model, without, original, at: path, in: folder, naming: name, "missing")
      try expectRefusal(
        model, without + [(name + "x", tensor)], original, at: path, in: folder, naming: name,
        "misspelt")
      let shape = tensor.shape
      var shapes = [shape + [1], [0] + shape.dropFirst()]
      if shape != shape.reversed() { shapes.append(shape.reversed()) }
      if let first = shape.first { shapes.append([first + 1] + shape.dropFirst()) }
      for other in shapes where other != shape {
        try expectRefusal(
          model, without + [(name, .zeros(other))], original, at: path, in: folder, naming: name,
          "\(other), not \(shape)")
      }
    }
    try expectRefusal(
      model, tensors + [("strange.weight", .zeros([2]))], original, at: path, in: folder,
      naming: "strange.weight", "strange")
    try expectRefusal(model, [], original, at: path, in: folder, naming: "", "empty")
  }

  /// The refusal of a file of some tensors, with 65, which names one of them.
  private func expectRefusal(
    _ model: SmallModel, _ tensors: NamedTensors, _ original: Checkpoint, at path: String,
    in folder: Folder, naming name: String, _ fault: String
  ) throws {
    try Checkpoint.write(tensors, to: path, metadata: CheckpointMetadata(original.metadata))
    do {
      try model.read(folder.path)
      #expect(Self.isReplaced(name, fault, in: model), "\(name) \(fault) was accepted")
    } catch {
      let refusal = try #require(error as? CheckpointError, "\(error)")
      #expect(refusal.exitCode == 65)
      #expect(
        "\(refusal)".contains("'\(name)'") || "\(refusal)".contains("is no checkpoint of")
          || (fault.contains(", not ") && "\(refusal)".contains("misshapen "))
          || (fault == "empty"
            && ("\(refusal)".contains("missing ") || "\(refusal)".contains("has no "))),
        "\(name) \(fault): \(refusal)")
    }
  }
}
