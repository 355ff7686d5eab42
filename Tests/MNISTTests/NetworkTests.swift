import Checkpoints
import Foundation
import Layers
import MNIST
import Support
import Tensors
import Testing

@Suite struct NetworkTests {
  @Test("the connected form has the course's paths and widths")
  func connected() {
    let network = MNISTNetwork(MNISTConfiguration(.connected))
    let shapes = network.parameters.map { "\($0.path) \($0.parameter.shape)" }
    #expect(shapes.count == 18)
    #expect(
      shapes.prefix(5) == [
        "layers.0.block.0.weight [630, 784]", "layers.0.block.0.bias [630]",
        "layers.0.block.2.weight [630]", "layers.0.block.2.bias [630]",
        "layers.1.block.0.weight [476, 630]",
      ])
    #expect(shapes.suffix(2) == ["layers.4.weight [10, 168]", "layers.4.bias [10]"])
    #expect(network.state.contains { $0.path == "layers.3.block.2.running_var" })
    let dropped = MNISTNetwork(MNISTConfiguration(.connected, layerCount: 3, dropoutRate: 0.3))
    #expect(dropped.state.count == 6)
  }

  @Test("the convolutional form has the parameters of its table")
  func convolutional() {
    let network = MNISTNetwork()
    #expect(network.parameterCount == 426_346)
    #expect(network.parameters.first?.path == "features.0.weight")
    #expect(network.parameters.last?.path == "classifier.3.bias")
  }

  @Test(
    "logits and features have their shapes, of one picture and of several",
    arguments: MNISTConfiguration.Form.allCases)
  func shapes(form: MNISTConfiguration.Form) {
    let network = withSeed(3) { MNISTNetwork(MNISTConfiguration(form, classCount: 4)) }
    for count in [1, 3] {
      let x = filled("x", shape: [count, 28, 28, 1])
      #expect(network(x).shape == [count, 4])
      #expect(network.penultimateFeatures(x).shape[0] == count)
    }
    let x = filled("x", shape: [2, 28, 28, 1])
    let before = network(x)
    network.prepareForInference()
    expectClose(network(x), before, relative: 1e-5)
  }

  /// The connected form written out, in double precision.
  @Test("the connected form computes its formula")
  func formula() {
    let network = withSeed(5) { MNISTNetwork(MNISTConfiguration(.connected, layerCount: 2)) }
    let x = filled("x", shape: [2, 28, 28, 1])
    let values = Dictionary(
      uniqueKeysWithValues: network.state.map { ($0.path, $0.entry.value.scalars.map(Double.init)) }
    )
    func linear(_ x: [Double], _ name: String) -> [Double] {
      let (weight, bias) = (values["\(name).weight"] ?? [], values["\(name).bias"] ?? [])
      return bias.indices.map { row in
        bias[row] + x.indices.reduce(0) { $0 + x[$1] * weight[row * x.count + $1] }
      }
    }
    let inputs = x.scalars.map(Double.init)
    let expected = (0..<2).flatMap { row -> [Float] in
      let hidden = linear(Array(inputs[row * 784..<(row + 1) * 784]), "layers.0.block.0")
        .map { $0 > 0 ? $0 : 0.01 * $0 }
        .map { $0 / (1 + 1e-5).squareRoot() }
      return linear(hidden, "layers.1").map(Float.init)
    }
    expectClose(network(x), Tensor(expected, shape: [2, 10]), relative: 1e-5)
  }

  @Test(
    "a checkpoint gives the network back, of either form, with its notes or without",
    arguments: MNISTConfiguration.Form.allCases)
  func checkpoint(form: MNISTConfiguration.Form) throws {
    let path =
      FileManager.default.temporaryDirectory.path + "/mnist-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let network = withSeed(2) { MNISTNetwork(MNISTConfiguration(form, layerCount: 3)) }
    let x = filled("x", shape: [2, 28, 28, 1])
    let notes = try network.metadata(
      preprocessing: DigitPreprocessing(), classes: (0...9).map(String.init))
    for metadata in [notes, CheckpointMetadata()] {
      try Checkpoint.write(network, to: path, metadata: metadata)
      let read = try MNISTNetwork(Checkpoint.load(path))
      #expect(read.configuration.form == form)
      #expect(read(x).scalars == network(x).scalars)
    }
    let other = try MNISTNetwork(Checkpoint.load(path), newClassCount: 3)
    #expect(other(x).shape == [2, 3])
    #expect(other.penultimateFeatures(x).scalars == network.penultimateFeatures(x).scalars)
    for count in [1, 1001] {
      #expect { _ = try MNISTNetwork(Checkpoint.load(path), newClassCount: count) } throws: {
        "\($0)".contains("\(count) classes, not 2…1000")
      }
    }
    try Checkpoint.write([(name: "a", tensor: x)], to: path)
    #expect { _ = try MNISTNetwork(Checkpoint.load(path)) } throws: {
      "\($0)".contains("is no checkpoint of mnist") && "\($0)".contains("it holds 'a'")
    }
  }
}
