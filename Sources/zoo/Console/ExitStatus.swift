/// The exit codes of the command, after sysexits.h.
enum ExitStatus: Int32 {
  case success = 0
  /// A threshold that was asked for was missed.
  case thresholdMissed = 1
  /// The arguments are wrong.
  case usage = 64
  /// A picture, data set or checkpoint is broken.
  case badData = 65
  /// An input does not exist.
  case inputNotFound = 66
  /// Weights or data are not at hand.
  case unavailable = 69
  /// A fault of this program.
  case fault = 70
  /// An output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Access is denied.
  case permission = 77
  /// Stopped by SIGINT.
  case interrupted = 130
  /// Stopped by SIGTERM.
  case terminated = 143
}
