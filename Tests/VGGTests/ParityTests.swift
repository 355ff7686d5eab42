import Checkpoints
import Foundation
import Layers
import Losses
import Optimizers
import Support
import Tensors
import Testing
import VGG

/// Whether the full networks are tested, which takes minutes.
let testsFullNetworks = ProcessInfo.processInfo.environment["ZOO_SLOW_TESTS"] == "1"

@Suite struct ParityTests {
  @Test("R1: the small network's logits equal PyTorch's, also after preparation")
  func smallForward() throws {
    let network = VGG16(classCount: 10, width: 0.125, imageSize: 64)
    try checkForward(network, Parity(name: "small.vgg16"), side: 64)
  }

  @Test("R1, R2: three steps of the small network equal PyTorch's: losses, gradients, parameters")
  func smallTraining() throws {
    let network = VGG16(classCount: 10, width: 0.125, imageSize: 64)
    try checkTraining(network, Parity(name: "small.vgg16"), side: 64, tolerance: 1e-3)
  }

  @Test("R1: the full network's logits equal PyTorch's", .enabled(if: testsFullNetworks))
  func fullForward() throws {
    try checkForward(VGG16(), Parity(name: "vgg16"), side: 224)
  }

  @Test("R1, R2: three steps of the full network equal PyTorch's", .enabled(if: testsFullNetworks))
  func fullTraining() throws {
    try checkTraining(VGG16(classCount: 2), Parity(name: "vgg16"), side: 224, tolerance: 3e-2)
  }

  private func checkForward(_ network: VGG16, _ parity: Parity, side: Int) throws {
    try parity.fill(network)
    let stored = try Checkpoint.load(parity.path("forward.safetensors"))
    let expected = try #require(stored["logits"]).tensor()
    let images = referenceImages(side: side)
    expectClose(network(images), expected, relative: 1e-4)
    network.prepareForInference()
    expectClose(network(images), expected, relative: 1e-4)
  }

  /// SGD with momentum 0.9: features 1e-4, hidden layers 5e-4, last layer 1e-3; no dropout.
  private func optimizer(_ network: VGG16) -> SGD {
    SGD(
      network.parameters.map { path, parameter in
        let rate = path.hasPrefix("features") ? 1e-4 : path.hasPrefix("classifier.6") ? 1e-3 : 5e-4
        return ParameterGroup([(path, parameter)], learningRate: rate)
      }, momentum: 0.9)
  }

  private func checkTraining(
    _ network: VGG16, _ parity: Parity, side: Int, tolerance: Double
  ) throws {
    let expected = try parity.training()
    try parity.fill(network)
    let images = referenceImages(side: side)
    let labels = filledIntegers(
      "input.label", shape: [2], modulo: network.configuration.classCount)
    let before = Dictionary(
      uniqueKeysWithValues: network.parameters.map {
        ($0.path, published($0.parameter.value, $0.parameter.layout).scalars)
      })
    var optimizer = optimizer(network)
    for step in 1...3 {
      let (loss, gradients) = network.valueAndGradients(mode: .evaluation) {
        crossEntropy($0(images), labels)
      }
      let reference = try #require(expected.losses["step \(step) loss"])
      let difference = abs(Double(loss.item()) - reference.value)
      #expect(
        difference <= max(1e-4 * max(1, reference.value), 20 * reference.float32),
        "step \(step): \(loss.item()), not \(reference.value)")
      if step == 1 { try check(gradients, of: network, expected.gradients, tolerance) }
      optimizer.step(gradients)
    }
    try checkChanges(network, before, expected.parameters, tolerance)
  }

  private func check(
    _ gradients: Gradients, of network: VGG16, _ expected: [String: Parity.Gradient],
    _ tolerance: Double
  ) throws {
    #expect(expected.count == network.parameters.count)
    for (path, parameter) in network.parameters {
      let reference = try #require(expected[path])
      let ours = published(try #require(gradients[parameter]), parameter.layout).scalars
      let norm = ours.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(norm - reference.l2) <= tolerance * reference.l2, "norm of \(path)")
      let limit = max(tolerance * reference.max, 20 * reference.float32)
      for (index, value) in zip(reference.at, reference.values) {
        #expect(abs(Double(ours[index]) - value) <= limit, "\(path)[\(index)]")
      }
    }
  }

  private func checkChanges(
    _ network: VGG16, _ before: [String: [Float]], _ expected: [String: Parity.Change],
    _ tolerance: Double
  ) throws {
    for (path, parameter) in network.parameters {
      let reference = try #require(expected[path])
      let start = try #require(before[path])
      let ours = published(parameter.value, parameter.layout).scalars
      for (position, index) in reference.at.enumerated() {
        let change = Double(ours[index]) - Double(start[index])
        let rounding = 3 * 0x1p-23 * abs(reference.after[position])
        let limit = max(
          tolerance * reference.changeNorm, 20 * reference.float32, rounding)
        #expect(abs(change - reference.change[position]) <= limit, "\(path)[\(index)]")
      }
    }
  }
}
