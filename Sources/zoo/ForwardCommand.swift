import ArgumentParser
import Checkpoints
import DCGAN
import Layers
import MNIST
import SSD
import Tensors
import VGG

/// `zoo forward`: raw tensors in, raw tensors out, for comparing with other frameworks.
struct ForwardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forward",
    abstract: "Runs a network on raw tensors.",
    discussion: """
      The input is a safetensors, .npz or PyTorch file with a tensor 'x' [N, 3, H, W], of mnist \
      and efficientgan [N, 1, 28, 28], of the other adversarial ones [N, 1, 64, 64], channels first \
      and normalized as the weights need it; generators take latent vectors 'z' [N, 20] instead, \
      efficientgan.discriminator both. The output is a safetensors file: of a classifier 'logits' \
      [N, classes]; of a detector 'loc' [N, boxes, 4], 'conf' [N, boxes, classes + 1] and the \
      default 'boxes' [boxes, 4]; of a generator 'image'; of a discriminator 'logit' and, of dcgan, \
      anogan and efficientgan, 'feature'; of sagan's networks also 'attention1' and 'attention2'; of \
      an encoder 'z'. Networks for texts read whole numbers 'ids', 'mask' and, for bert, 'types' \
      [N, tokens]. Examples:
        zoo forward ssd300 --weights ssd300.pth --input in.safetensors --output out.safetensors
        zoo forward dcgan.generator --weights g.safetensors --input z.safetensors --output x.safetensors
        zoo forward vgg16 --weights vgg16.pth --input in.safetensors --output out.safetensors
        zoo forward bert --weights models/bert --input ids.safetensors --output out.safetensors
      """)

  @OptionGroup var model: NetworkArgument

  @OptionGroup var weights: WeightsOptions<TrainedWeights>

  @Option(
    help: ArgumentHelp("The file with the input tensors.", valueName: "file"), completion: .file())
  var input: String

  @Option(
    help: ArgumentHelp("The safetensors file to write.", valueName: "file"), completion: .file())
  var output: String

  @OptionGroup var engine: EngineOptions

  /// What was written.
  private struct Report: Encodable {
    let output: String
    let shapes: [String: [Int]]
  }

  func run() async throws {
    engine.apply()
    try ReadPaths([input] + [weights.weights].compactMap(\.self)).check(output)
    let isGrey: Bool
    if case .mnist = try model.model.network { isGrey = true } else { isGrey = false }
    let outputs =
      if case .adversarial(let training) = try model.model.network {
        try await outputs(of: training)
      } else if case .anogan = try model.model.network {
        try await outputs(of: DCGAN.FineTune.self)
      } else if case .efficientgan = try model.model.network {
        try EfficientGANForward(
          part: model.part ?? "",
          weights: await weights.network("efficientgan.\(model.part ?? "")", engine).path,
          input: input
        ).outputs()
      } else if try model.model.task == .texts {
        try TextForward(
          model: model.model, variant: model.part,
          weights: await weights.textWeights(of: model.model, engine).path, input: input
        ).outputs()
      } else {
        try await outputs(for: images(channelCount: isGrey ? 1 : 3))
      }
    try Checkpoint.write(outputs, to: output)
    if engine.json {
      try Console.output(
        JSONLine.text(
          of: Report(
            output: output,
            shapes: Dictionary(uniqueKeysWithValues: outputs.map { ($0.name, $0.tensor.shape) }))))
    } else {
      try Console.output(output)
    }
  }

  private func outputs<Training: AdversarialFineTune>(
    of training: Training.Type
  ) async throws -> [(name: String, tensor: Tensor)] {
    // Not the training's: AnoGAN's networks are DCGAN's, its weights are not.
    let name = "\(try model.model.rawValue).\(try model.part ?? "")"
    let file = try await weights.network(name, engine).path
    return try AdversarialForward<Training>(
      part: try model.part ?? "", weights: file, input: input
    ).outputs()
  }

  private func outputs(for x: Tensor) async throws -> [(name: String, tensor: Tensor)] {
    let model = try model.model
    switch model.task {
    case .classification:
      if case .mnist = model.network {
        guard Array(x.shape[1...2]) == [28, 28] else {
          throw Failure(.badData, "\(input): 'x' is not [N, 1, 28, 28]")
        }
        return [
          ("logits", try await weights.digitClassifier(of: model, engine).classifier.network(x))
        ]
      }
      return [("logits", try await weights.classifier(of: model, engine).classifier.network(x))]
    case .generation, .anomalies, .texts:
      return []  // has networks of its own
    case .detection:
      guard let side = model.input.pictureSide else { return [] }
      guard Array(x.shape[1...2]) == [side, side] else {
        throw Failure(.badData, "\(input): 'x' is not [N, 3, \(side), \(side)]")
      }
      let detector = try await weights.detector(of: model, engine).detector
      let predictions = detector.network(x)
      return [
        ("loc", predictions.locations), ("conf", predictions.logits),
        ("boxes", detector.decoder.defaultBoxes.tensor),
      ]
    }
  }

  /// The input, `[N, H, W, C]`.
  private func images(channelCount: Int) throws -> Tensor {
    let stored = try ForwardInput(input).tensor("x")
    let least = channelCount == 1 ? 28 : 32
    guard stored.shape.count == 4, stored.shape[1] == channelCount,
      stored.shape.allSatisfy({ $0 > 0 }), stored.shape[2] >= least, stored.shape[3] >= least
    else {
      throw Failure(
        .badData,
        "\(input): 'x' is \(stored.shape), not [N, \(channelCount), H, W] with sides of \(least) or "
          + "more")
    }
    return stored.tensor().transposed([0, 2, 3, 1])  // [N, H, W, C]
  }
}
