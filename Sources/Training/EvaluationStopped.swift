/// Thrown by an evaluation that was asked to stop.
public struct EvaluationStopped: Error {
  /// Creates the error.
  public init() {}
}
