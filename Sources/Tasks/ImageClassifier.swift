import Images

/// Something that says what a picture shows.
public protocol ImageClassifier {
  /// The names of all answers that may be given.
  var classes: ClassNames { get }

  /// What is to be told of the weights before any result, such as parameters that are no numbers.
  var warnings: [String] { get }

  /// The likeliest classes of each picture, the likeliest first.
  func classify(_ images: [Image], top count: Int) throws -> [[Classification]]
}

extension ImageClassifier {
  /// The likeliest classes of a picture, the likeliest first.
  ///
  /// - Parameters:
  ///   - image: The picture, of any size.
  ///   - count: The largest number of answers.
  /// - Returns: Classes with probabilities that would sum to 1 over all classes.
  /// - Throws: What the classifier throws.
  public func classify(_ image: Image, top count: Int = 5) throws -> [Classification] {
    try classify([image], top: count).first ?? []
  }
}
