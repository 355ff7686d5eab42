import Checkpoints
import Datasets
import Files
import Images
import Tokenizers
import Training

/// Why the command ends: one line that says what, where and what to do, and the exit code.
struct Failure: Error, CustomStringConvertible {
  /// The exit code.
  let status: ExitStatus
  /// What, where, what to do.
  let description: String

  init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }

  /// The failure that an error of any module means; the one place where errors become exit codes.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as any ModuleError:
      let other: ExitStatus = error.exitCode > 128 ? .terminated : .fault
      self.init(ExitStatus(rawValue: error.exitCode) ?? other, error.description)
    case is CancellationError: self.init(.interrupted, "interrupted")
    default:
      self.init(.fault, "\(error) — this is a fault of zoo; please report it with the command")
    }
  }
}

/// The typed error of a module: it knows its line and its exit code.
protocol ModuleError: Error, CustomStringConvertible {
  var exitCode: Int32 { get }
}

extension FileError: ModuleError {}
extension ImageError: ModuleError {}
extension CheckpointError: ModuleError {}
extension DatasetError: ModuleError {}
extension TokenizerError: ModuleError {}
extension TrainingError: ModuleError {}
extension TrainingInterrupted: ModuleError {}
