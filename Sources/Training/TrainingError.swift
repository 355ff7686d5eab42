import Checkpoints
import Files
import Images

/// A training that cannot begin or go on; each case says what, where and what to do.
public enum TrainingError: Error, Sendable, CustomStringConvertible {
  /// The loss or a parameter is no number any more.
  case diverged(String)
  /// A run cannot be resumed, or not with these settings.
  case notResumable(String)
  /// Settings that make no sense, such as a batch of no sample.
  case settings(String)
  /// Data that cannot be trained on, such as one class only.
  case data(String)
  /// A file cannot be read or written.
  case file(FileError)
  /// A checkpoint cannot be read or written.
  case checkpoint(CheckpointError)
  /// A picture cannot be written.
  case image(ImageError)

  /// What, where, what to do: one line.
  public var description: String {
    switch self {
    case .diverged(let message), .notResumable(let message), .settings(let message),
      .data(let message):
      message
    case .file(let error): error.description
    case .checkpoint(let error): error.description
    case .image(let error): error.description
    }
  }

  /// Whether an error is of a file that cannot be written now, but may be later.
  static func isOfDisk(_ error: any Error) -> Bool {
    switch error as? TrainingError {
    case .file, .checkpoint(.file), .image(.unwritable): true
    default: false
    }
  }

  /// The exit code of a command that ends with this error, after sysexits.h.
  public var exitCode: Int32 {
    switch self {
    case .diverged, .data: 65
    case .notResumable, .settings: 64
    case .file(let error): error.exitCode
    case .checkpoint(let error): error.exitCode
    case .image(let error): error.exitCode
    }
  }
}

/// A training that was asked to stop and has saved its state.
public struct TrainingInterrupted: Error, Sendable, CustomStringConvertible {
  /// The run to resume; nil if it has no directory.
  public let run: String?
  /// The number of steps done.
  public let step: Int
  /// The signal that asked, such as 2 for Ctrl-C.
  public let signal: Int32

  /// Creates the error.
  public init(run: String?, step: Int, signal: Int32) {
    self.run = run
    self.step = step
    self.signal = signal
  }

  /// What was saved and how to go on.
  public var description: String {
    let saved = run.map { "; saved — go on with --resume \($0)" } ?? ""
    return "interrupted after step \(step)\(saved)"
  }

  /// 130 for Ctrl-C, 143 for SIGTERM.
  public var exitCode: Int32 { 128 + signal }
}
