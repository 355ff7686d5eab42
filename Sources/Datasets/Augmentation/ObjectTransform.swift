import Tensors

/// A change of a training picture and the boxes in it, drawn at random or not.
///
/// Transforms are values: a list of them is applied one after another, with the generator of the
/// sample, so that equal seeds give equal pictures whatever the number of threads.
public protocol ObjectTransform: Sendable {
  /// Changes a picture and its boxes.
  func callAsFunction(_ picture: inout AnnotatedPicture, random: inout Random)
}

extension [any ObjectTransform] {
  /// Applies all transforms, the first one first.
  public func callAsFunction(_ picture: inout AnnotatedPicture, random: inout Random) {
    for transform in self { transform(&picture, random: &random) }
  }
}

extension [any ObjectTransform] {
  /// The augmentation of the SSD paper: photometric distortion, expansion, random crop, mirroring.
  ///
  /// ``ObjectDataset`` resizes and subtracts the mean after it.
  ///
  /// - Parameter rule: How the condition of the crop is read.
  /// - Returns: The transforms in the order of the paper.
  public static func ssd(_ rule: RandomSampleCrop.Rule = .paper) -> [any ObjectTransform] {
    [PhotometricDistortion(), RandomExpansion(), RandomSampleCrop(rule), RandomMirror()]
  }
}
