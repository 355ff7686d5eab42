import Images

/// Trained weights with all one needs to use them rightly.
public struct PretrainedWeights: Sendable {
  /// The name under which the weights are registered.
  public let file: String
  /// How a picture becomes the input that the weights were trained on.
  public let preprocessing: Preprocessing
  /// What the logits mean.
  public let classes: ClassNames

  /// Describes weights.
  public init(file: String, preprocessing: Preprocessing, classes: ClassNames) {
    self.file = file
    self.preprocessing = preprocessing
    self.classes = classes
  }
}
