import Foundation

/// Tiny adversarial models, each trained once by the command for all tests that need one.
struct TrainedAdversary {
  /// Where it is; the run is in `run`.
  let folder: Folder
  /// The call that trained it.
  let call: Command

  /// The settings of a training of seconds.
  static func arguments(_ model: String) -> [String] {
    [
      "finetune", model, "--sample", "--digits", "7,8", "--width", "0.03125", "--limit", "24",
      "--batch-size", "8", "--seed", "7",
    ]
  }

  /// The run.
  var run: String { folder.file("run") }

  private static func train(_ model: String) -> Result<TrainedAdversary, any Error> {
    Result {
      let folder = try Folder()
      let call = try Command(
        arguments(model) + ["--epochs", "2", "--output", folder.file("run"), "--json"],
        in: folder)
      return TrainedAdversary(folder: folder, call: call)
    }
  }

  /// Efficient GAN.
  static let efficient = train("efficientgan")
  /// AnoGAN.
  static let anogan = train("anogan")
  /// DCGAN.
  static let dcgan = train("dcgan")
  /// SAGAN.
  static let sagan = train("sagan")
}
