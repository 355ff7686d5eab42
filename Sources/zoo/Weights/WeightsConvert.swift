import ArgumentParser
import Checkpoints
import Tasks
import Files

/// `zoo weights convert`: any checkpoint to safetensors.
struct WeightsConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Writes a checkpoint of any format as safetensors, names and values unchanged.",
    discussion: """
      Integers become floats. Examples:
        zoo weights convert model.pth model.safetensors
        zoo weights convert runs/demo/best.safetensors small.safetensors --precision float16
      """)

  /// How exactly elements are stored.
  enum Precision: String, CaseIterable, ExpressibleByArgument {
    case float32, float16
  }

  @Argument(
    help: ArgumentHelp("The file to read, or a registered name.", valueName: "input"),
    completion: .file())
  var input: String

  @Argument(
    help: ArgumentHelp("The safetensors file to write.", valueName: "output"),
    completion: .file(extensions: ["safetensors"]))
  var output: String

  @Option(help: "How exactly elements are stored.")
  var precision = Precision.float32

  func run() throws {
    let checkpoint = try Checkpoint.load(try WeightsRegistry.shipped().located(input).path)
    for remark in checkpoint.remarks { Console.note("\(checkpoint.path): \(remark)") }
    let integers = checkpoint.tensors.filter { !$0.type.isFloatingPoint }
    if let first = integers.first {
      Console.note("\(integers.count) tensors of integers become floats, '\(first.name)' first")
    }
    try Checkpoint.write(
      checkpoint.tensors.map { ($0.name, $0.tensor()) }, to: output,
      metadata: CheckpointMetadata(checkpoint.metadata),
      precision: precision == .float16 ? .float16 : .float32)
    try Console.result(output)
  }
}
