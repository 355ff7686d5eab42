import Tensors

/// Resizes to a fixed size without keeping the aspect: bilinear between the middles of pixels,
/// without antialiasing.
public struct ObjectResize: ObjectTransform, Equatable {
  /// The new width.
  public var width: Int
  /// The new height.
  public var height: Int

  /// Creates a resizing to a square.
  public init(size: Int = 300) {
    self.init(width: size, height: size)
  }

  /// Creates a resizing.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  public func callAsFunction(_ picture: inout AnnotatedPicture, random: inout Random) {
    picture.resize(width: width, height: height)
  }
}
