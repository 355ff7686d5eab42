import Foundation

/// A tiny detector, trained once by the command for all tests that need one.
struct TrainedDetector {
  /// Where it is; the run is in `run`.
  let folder: Folder
  /// The call that trained it.
  let call: Command

  /// The settings of a training of seconds.
  static let arguments = [
    "finetune", "ssd", "--sample", "--mode", "scratch", "--weights", "none", "--width", "0.03125",
    "--limit", "4", "--batch-size", "2", "--evaluate-every", "1", "--seed", "7",
  ]

  /// Its best weights.
  var weights: String { folder.file("run/best.safetensors") }

  /// The run of this process.
  static let shared = Result { () throws -> TrainedDetector in
    let folder = try Folder()
    let call = try Command(
      arguments + ["--epochs", "2", "--output", folder.file("run"), "--json"], in: folder)
    return TrainedDetector(folder: folder, call: call)
  }
}
