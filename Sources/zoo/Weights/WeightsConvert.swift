import ArgumentParser
import BERT
import Checkpoints
import Files
import Tasks
import Tokenizers

/// `zoo weights convert`: any checkpoint to safetensors, a BERT classifier to a folder.
struct WeightsConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Writes a checkpoint of any format as safetensors, under the same names.",
    discussion: """
      Numbers with a fraction take the precision asked for, integers stay as they are. Examples:
        zoo weights convert model.pth model.safetensors
        zoo weights convert runs/demo/best.safetensors small.safetensors --precision float16
        zoo weights convert runs/reviews/best.safetensors folder --transformers
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
    help: ArgumentHelp("The safetensors file, or the folder, to write.", valueName: "output"),
    completion: .file(extensions: ["safetensors"]))
  var output: String

  @Option(help: "How exactly numbers with a fraction are stored.")
  var precision = Precision.float32

  @Flag(help: "Write a BERT classifier as a folder that the Python package transformers opens.")
  var transformers = false

  func validate() throws {
    if !transformers, !output.hasSuffix(".safetensors") {
      throw Failure(
        .usage,
        "\(output): safetensors are written — give a name that ends so: .safetensors"
      )
    }
    if transformers, precision == .float16 {
      throw Failure(.usage, "--precision float16 is for files: --transformers writes float32")
    }
  }

  func run() throws {
    let path = try WeightsRegistry.shipped().located(input).path
    try ReadPaths([path]).check(transformers ? "\(output)/model.safetensors" : output)
    if transformers {
      try writeFolder(of: try BERTTextClassifier.load(path))
    } else {
      let checkpoint = try Checkpoint.load(path)
      for remark in checkpoint.remarks { Console.note("\(checkpoint.path): \(remark)") }
      try checkpoint.convert(to: output, precision: precision == .float16 ? .float16 : .float32)
    }
    try Console.output(output)
  }

  private func writeFolder(of classifier: BERTTextClassifier) throws {
    var truncation = classifier.truncation
    if truncation == .headAndTail {
      truncation = .head
      Console.note(
        """
        zoo: warning: \(input) reads head and tail of texts that are too long, which transformers \
        cannot: it will read their head
        """)
    }
    try BERTFolder.write(
      classifier.network, classifier.tokenizer, classes: classifier.classes,
      limit: classifier.limit, truncation: truncation, to: output)
  }
}
