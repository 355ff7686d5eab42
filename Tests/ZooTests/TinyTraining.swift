import Foundation
import Testing

/// A training of seconds of each kind of model, for faults that all of them must survive.
struct TinyTraining: CustomTestStringConvertible, Sendable {
  /// The name of the model.
  let model: String
  /// What stands behind `zoo finetune`; the folder of the run and the epochs are left to say.
  let arguments: [String]
  /// The files whose bytes a training determines, beside the last state.
  let files: [String]

  var testDescription: String { model }

  /// Whether networks learn against each other; large rates need not lead them to what is no number.
  var isAdversarial: Bool { !files.contains("best.safetensors") }

  /// Pictures, boxes, digits, texts; one optimizer, two, three.
  static let all = [
    TinyTraining(TrainedRun.arguments),
    TinyTraining(TrainedDetector.arguments),
    TinyTraining([
      "finetune", "mnist", "--sample", "--limit", "40", "--batch-size", "16", "--seed", "7",
    ]),
    TinyTraining(adversary: "dcgan", ["generator", "discriminator"], ["--average-decay", "0.9"]),
    TinyTraining(adversary: "sagan", ["generator", "discriminator"]),
    TinyTraining(adversary: "anogan", ["generator", "discriminator"]),
    TinyTraining(adversary: "efficientgan", ["generator", "discriminator", "encoder"]),
    TinyTraining(text: "transformer", ["--min-frequency", "2", "--heads", "4"]),
    TinyTraining(text: "bert", ["--weights", "model", "--mode", "finetune"]),
  ]

  /// The one that is tried most: a network of pictures, augmented, with dropout.
  static let vgg = all[0]

  private init(_ arguments: [String], files: [String] = ["best.safetensors", "confusion.png"]) {
    model = arguments[1]
    self.arguments = Array(arguments.dropFirst())
    self.files = files + ["last.safetensors", "last.state", "curves.png"]
  }

  private init(adversary model: String, _ networks: [String], _ others: [String] = []) {
    self.init(
      TrainedAdversary.arguments(model) + others,
      files: networks.map { "\($0).safetensors" } + ["samples.png", "samples/epoch-00002.png"])
  }

  private init(text model: String, _ others: [String]) {
    self.init(
      ["finetune", model, "--sample", "--limit", "48", "--batch-size", "16", "--seed", "7"]
        + ["--length", "32"] + others)
  }

  /// The call that begins a run.
  func begin(_ run: String, epochs: Int) -> [String] {
    ["finetune"] + arguments + ["--epochs", "\(epochs)", "--output", run]
  }

  /// The call that goes on with a run.
  func resume(_ run: String) -> [String] { ["finetune", model, "--sample", "--resume", run] }

  /// Writes what the training begins with.
  func prepare(_ folder: Folder) throws {
    if model == "bert" { try folder.writeBERT() }
  }

  /// The files in which two runs differ, which should not; the times of the log do not count.
  func differences(_ run: String, _ other: String, in folder: Folder) throws -> [String] {
    func content(_ file: String) throws -> Data {
      try Data(contentsOf: URL(filePath: folder.file(file)))
    }
    func log(_ run: String) throws -> String {
      String(decoding: try content("\(run)/log.jsonl"), as: UTF8.self)
        .replacing(/"milliseconds":[0-9.]+,/, with: "")
    }
    let files = try files.filter { try content("\(run)/\($0)") != content("\(other)/\($0)") }
    return try files + (log(run) == log(other) ? [] : ["log.jsonl"])
  }
}
