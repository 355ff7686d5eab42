import ArgumentParser
import Checkpoints
import Tasks
import Files

/// `zoo weights convert`: any checkpoint to safetensors.
struct WeightsConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Writes a checkpoint of any format as safetensors, under the same names.",
    discussion: """
      Numbers with a fraction take the precision asked for, integers stay as they are. Examples:
        zoo weights convert model.pth model.safetensors
        zoo weights convert runs/demo/best.safetensors small.safetensors --precision float16
      """)

  /// How exactly numbers with a fraction are stored.
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

  @Option(help: "How exactly numbers with a fraction are stored.")
  var precision = Precision.float32

  func run() throws {
    let checkpoint = try Checkpoint.load(try WeightsRegistry.shipped().located(input).path)
    for remark in checkpoint.remarks { Console.note("\(checkpoint.path): \(remark)") }
    try checkpoint.convert(to: output, precision: precision == .float16 ? .float16 : .float32)
    try Console.result(output)
  }
}
