import Tensors

/// Cuts out the square in the middle.
public struct CentreCrop: ImageTransform, Equatable {
  private let side: Int

  /// Cuts out a square of this side; a smaller picture is padded with black.
  public init(_ side: Int) { self.side = side }

  public func callAsFunction(_ image: Image, random: inout Random) -> Image {
    image.centreCropped(side)
  }
}
