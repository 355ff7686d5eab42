import ArgumentParser
import Checkpoints
import Layers
import Tensors
import VGG

/// `zoo forward`: raw tensors in, raw tensors out, for comparing with other frameworks.
struct ForwardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forward",
    abstract: "Runs a network on raw tensors.",
    discussion: """
      The input is a safetensors, .npz or PyTorch file with a tensor 'x' [N, 3, H, W], channels \
      first and normalized as the weights need it; the output is a safetensors file with \
      'logits' [N, classes]. Example:
        zoo forward vgg16 --weights vgg16.pth --input in.safetensors --output out.safetensors
      """)

  @OptionGroup var model: ModelArgument

  @OptionGroup var weights: WeightsOptions

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
    let network = try await weights.classifier(of: model.model, engine).classifier.network
    let x = try images()
    let logits = network(x)
    try Checkpoint.write([(name: "logits", tensor: logits)], to: output)
    if engine.json {
      try Console.result(
        JSONLine.text(of: Report(output: output, shapes: ["logits": logits.shape])))
    } else {
      try Console.result(output)
    }
  }

  /// The input, `[N, H, W, 3]`.
  private func images() throws -> Tensor {
    let file = try Checkpoint.load(input)
    guard let stored = file["x"] else {
      let names = file.tensors.prefix(5).map { "'\($0.name)'" }.joined(separator: ", ")
      throw Failure(.badData, "\(input) has no tensor 'x'; it has \(names) — rename the input")
    }
    guard stored.shape.count == 4, stored.shape[1] == 3, stored.shape.allSatisfy({ $0 > 0 }),
      stored.shape[2] >= 32, stored.shape[3] >= 32
    else {
      throw Failure(
        .badData, "\(input): 'x' is \(stored.shape), not [N, 3, H, W] with sides of 32 or more")
    }
    return stored.tensor().transposed([0, 2, 3, 1])  // [N, H, W, 3]
  }
}
