/// A tiny network, trained once by the command for all tests that need weights.
struct TrainedRun {
  /// Where it is; the run is in `run`.
  let folder: Folder
  /// The call that trained it.
  let call: Command

  /// The settings of a training of a second.
  static let arguments = [
    "finetune", "vgg16", "--sample", "--mode", "scratch", "--weights", "none", "--width", "0.03125",
    "--limit", "6", "--batch-size", "3", "--seed", "7",
  ]

  /// Its best weights.
  var weights: String { folder.file("run/best.safetensors") }

  /// The run of this process.
  static let shared = Result { () throws -> TrainedRun in
    let folder = try Folder()
    let call = try Command(
      arguments + ["--epochs", "2", "--output", folder.file("run"), "--json"], in: folder)
    return TrainedRun(folder: folder, call: call)
  }
}
