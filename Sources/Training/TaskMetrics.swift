/// The metric of a task: what it reports, what the best checkpoint is chosen by, what it draws.
public protocol TaskMetrics: Sendable {
  /// The name of the figure that the best checkpoint is chosen by: larger is better.
  static var scoreName: String { get }

  /// The figures by name, the standard metric of the task among them.
  var figures: [String: Double] { get }

  /// The pictures that show the result, such as a confusion matrix.
  ///
  /// - Parameter classes: The names of the classes; others are made up where their number is wrong.
  /// - Returns: The pictures; none if nothing is worth one.
  func pictures(classes: [String]) -> [EvaluationPicture]
}

extension TaskMetrics {
  /// Names for `count` classes: the given ones if they are as many.
  func names(_ classes: [String], count: Int) -> [String] {
    classes.count == count ? classes : (0..<count).map { "class \($0)" }
  }
}
