/// Whether layers train (batch statistics, dropout) or evaluate, the default.
///
/// The mode is task-local: threads of a parallel loop do not see it.
public enum Mode: Sendable {
  /// Stored statistics, no dropout.
  case evaluation
  /// Batch statistics, which update the stored ones, and dropout.
  case training

  @TaskLocal private static var local = Mode.evaluation

  /// The mode of the current task.
  public static var current: Mode { local }

  /// Runs `body` in a mode.
  public static func with<R>(_ mode: Mode, _ body: () throws -> R) rethrows -> R {
    try $local.withValue(mode) { try body() }
  }
}
