import Images

/// Something that finds objects in pictures.
public protocol ObjectDetector {
  /// The names of all classes of objects that may be found.
  var classes: ClassNames { get }

  /// What is to be told of the weights before any result, such as parameters that are no numbers.
  var warnings: [String] { get }

  /// The objects in each picture whose score is at least `threshold`, the best score first.
  func detect(in images: [Image], threshold: Float) throws -> [[Detection]]
}

extension ObjectDetector {
  /// The objects in a picture, the best score first.
  ///
  /// - Parameters:
  ///   - image: The picture, of any size.
  ///   - threshold: The least score of an answer, in 0…1.
  /// - Returns: Classes, scores and boxes in pixels of the picture.
  /// - Throws: What the detector throws.
  public func detect(in image: Image, threshold: Float = 0.5) throws -> [Detection] {
    try detect(in: [image], threshold: threshold).first ?? []
  }
}
