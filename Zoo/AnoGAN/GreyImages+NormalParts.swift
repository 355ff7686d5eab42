import Datasets

extension GreyImages {
  /// The pictures to train with and those to choose a threshold on, each class divided alike.
  func normalParts(
    validationShare: Double, seed: UInt64
  ) -> (training: GreyImages, validation: GreyImages) {
    let parts = stratifiedSplit(validationShare: validationShare, seed: seed)
    return (subset(parts.training.indices), subset(parts.validation.indices))
  }

  /// The names of the classes that the pictures show.
  var shownClasses: [String] {
    Set((0..<count).map(label)).sorted().map { classNames[$0] }
  }
}
