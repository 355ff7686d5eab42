import Tensors

/// A change of a training picture, drawn at random or not.
///
/// Transforms are values: a list of them is applied one after another, with the generator of the
/// sample, so that equal seeds give equal pictures whatever the number of threads.
public protocol ImageTransform: Sendable {
  /// The changed picture.
  func callAsFunction(_ image: Image, random: inout Random) -> Image
}

extension [any ImageTransform] {
  /// The picture after all transforms, the first one first.
  public func callAsFunction(_ image: Image, random: inout Random) -> Image {
    reduce(image) { $1($0, random: &random) }
  }
}
