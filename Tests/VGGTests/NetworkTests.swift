import Checkpoints
import Foundation
import Images
import Layers
import Losses
import Optimizers
import Support
import Tasks
import Tensors
import Testing
import VGG

@Suite struct NetworkTests {
  @Test("paths and shapes equal the published checkpoint's")
  func paths() throws {
    let network = VGG16()
    let published = try Parity(name: "vgg16").tensors()
    #expect(network.state.map(\.path) == published.map(\.name))
    for (ours, theirs) in zip(network.state, published) {
      #expect(ours.entry.layout.publishedShape(ours.entry.shape) == theirs.shape)
    }
  }

  @Test("the parameters are as many as published")
  func parameterCounts() {
    #expect(VGG11().parameterCount == 132_863_336)
    #expect(VGG13().parameterCount == 133_047_848)
    #expect(VGG16().parameterCount == 138_357_544)
    #expect(VGG19().parameterCount == 143_667_240)
    #expect(VGG16(classCount: 2).parameterCount == 134_268_738)
  }

  @Test("weights begin with the deviations of the recipe")
  func initialization() {
    let network = withSeed(1) { VGG16(width: 0.25, imageSize: 32) }
    func deviation(_ path: String) -> Double {
      let scalars = network.parameters.first { $0.path == path }?.parameter.value.scalars ?? []
      let sum = scalars.reduce(0) { $0 + Double($1) * Double($1) }
      return (sum / Double(max(1, scalars.count))).squareRoot()
    }
    #expect(abs(deviation("features.14.weight") - (2 / 576.0).squareRoot()) < 2e-3)
    #expect(deviation("features.14.bias") == 0)
    #expect(abs(deviation("classifier.3.weight") - (2 / 512.0).squareRoot()) < 1e-3)
    withSeed(1) { network.resetHead() }
    #expect(abs(deviation("classifier.6.weight") - 1 / (3.0 * 512).squareRoot()) < 1e-3)
  }

  @Test("pictures of another size are averaged to the classifier's grid")
  func otherSizes() {
    let network = VGG11(classCount: 3, width: 0.0625, imageSize: 64)
    #expect(network(filled("x", shape: [2, 64, 64, 3])).shape == [2, 3])
    #expect(network(filled("x", shape: [1, 96, 128, 3])).shape == [1, 3])
  }

  @Test("a hundred steps fit one batch")
  func overfits() {
    let network = withSeed(5) { VGG16(classCount: 4, width: 0.125, imageSize: 32) }
    let images = filled("overfit", shape: [4, 32, 32, 3])
    let labels = IntTensor([0, 1, 2, 3])
    var optimizer = Adam(network, learningRate: 1e-3)
    var loss: Float = 0
    for _ in 0..<100 {
      let (value, gradients) = network.valueAndGradients(mode: .evaluation) {
        crossEntropy($0(images), labels)
      }
      optimizer.step(gradients)
      loss = value.item()
      if loss < 0.02 { break }
    }
    #expect(loss < 0.1)
    #expect(network(images).argmax(axis: 1) == labels)
  }

  /// Calls `body` with the path of a file in a folder that is removed afterwards.
  private func withFile(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vgg-\(UInt64.random(in: 0...(.max)))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "a.safetensors").path)
  }

  @Test(
    "a width whose channels were rounded is read from the notes, and notes that lie are refused",
    arguments: [0.12, 0.2, 0.3])
  func roundedWidths(width: Double) throws {
    let network = VGG11(classCount: 2, width: width, imageSize: 64)
    var metadata = try network.metadata(preprocessing: Preprocessing.imageNet(), classes: [])
    try withFile { path in
      try Checkpoint.write(network, to: path, metadata: metadata)
      #expect(try VGG11(Checkpoint.load(path)).configuration == network.configuration)
      for wrong in [4, 1e300, -1] {
        var configuration = network.configuration
        configuration.width = wrong
        try metadata.set(configuration, for: .configuration)
        try Checkpoint.write(network, to: path, metadata: metadata)
        #expect(throws: CheckpointError.self) { try VGG11(Checkpoint.load(path)) }
      }
    }
  }

  @Test("a checkpoint carries preprocessing and names, and fits a new head")
  func checkpoints() throws {
    try withFile(checkpoints)
  }

  private func checkpoints(at path: String) throws {
    let network = VGG13(classCount: 3, width: 0.125, imageSize: 64)
    let preprocessing = Preprocessing.imageNet(size: 64, resize: 70)
    try Checkpoint.write(
      network, to: path,
      metadata: network.metadata(preprocessing: preprocessing, classes: ["ant", "bee", "moth"]))

    let classifier = try VGGClassifier.load(path)
    #expect(classifier.network is VGG13)
    #expect(classifier.preprocessing == preprocessing)
    #expect(classifier.classes == ClassNames(["ant", "bee", "moth"]))
    let picture = Image(width: 90, height: 70, fill: .white)
    let answers = try classifier.classify(picture, top: 2)
    #expect(answers.count == 2 && answers[0].probability >= answers[1].probability)
    expectClose(
      network(preprocessing([picture])), classifier.logits([picture]), relative: 1e-6)

    let checkpoint = try Checkpoint.load(path)
    let other = try VGG13(checkpoint, newClassCount: 7)
    let images = filled("x", shape: [1, 64, 64, 3])
    #expect(other(images).shape == [1, 7])
    #expect(
      other.penultimateFeatures(images).scalars == network.penultimateFeatures(images).scalars)
    #expect(throws: CheckpointError.self) { try VGG16(checkpoint) }
    #expect(throws: CheckpointError.self) { try VGG16(checkpoint, newClassCount: 2) }
  }
}
