import Foundation
import Kernels
import Tensors

/// Cuts out a rectangle of random area and shape and resizes it to a square.
///
/// The share of the area is uniform, the logarithm of width / height too. A rectangle that does not
/// fit is drawn again, ten times; then the largest central one of an allowed shape is taken.
///
/// Source: Szegedy et al., "Going Deeper with Convolutions", section 6,
/// https://arxiv.org/abs/1409.4842, with torchvision's choices.
public struct RandomResizedCrop: ImageTransform, Equatable {
  private let side: Int
  private let area: ClosedRange<Float>
  private let aspect: ClosedRange<Float>
  private let interpolation: Interpolation

  /// Creates the transform.
  ///
  /// - Parameters:
  ///   - side: The side of the resulting square.
  ///   - area: The share of the picture's area that is cut out.
  ///   - aspect: Its width over its height.
  ///   - interpolation: How it is resized.
  /// - Precondition: `side` and all bounds are positive.
  public init(
    size side: Int, area: ClosedRange<Float> = 0.08...1,
    aspect: ClosedRange<Float> = 3.0 / 4...4.0 / 3, _ interpolation: Interpolation = .bilinear
  ) {
    guard side > 0, area.lowerBound > 0, aspect.lowerBound > 0 else {
      trap("RandomResizedCrop: size \(side), area \(area), aspect \(aspect)")
    }
    self.side = side
    self.area = area
    self.aspect = aspect
    self.interpolation = interpolation
  }

  public func callAsFunction(_ image: Image, random: inout Random) -> Image {
    let crop = rectangle(width: image.width, height: image.height, random: &random)
    return image.cropped(x: crop.x, y: crop.y, width: crop.width, height: crop.height)
      .resized(width: side, height: side, interpolation)
  }

  /// The rectangle that is cut out of a picture of this size.
  package func rectangle(
    width: Int, height: Int, random: inout Random
  ) -> (x: Int, y: Int, width: Int, height: Int) {
    let shapes = log(aspect.lowerBound)...log(aspect.upperBound)
    for _ in 0..<10 {
      let share = area.lowerBound + (area.upperBound - area.lowerBound) * random.nextUniform()
      let pixels = share * Float(width) * Float(height)
      let shape = exp(
        shapes.lowerBound + (shapes.upperBound - shapes.lowerBound) * random.nextUniform())
      let cropWidth = Int((pixels * shape).squareRoot().rounded())
      let cropHeight = Int((pixels / shape).squareRoot().rounded())
      guard cropWidth >= 1, cropHeight >= 1, cropWidth <= width, cropHeight <= height else {
        continue
      }
      let x = random.next(below: width - cropWidth + 1)
      let y = random.next(below: height - cropHeight + 1)
      return (x, y, cropWidth, cropHeight)
    }
    return largestCentral(width: width, height: height)
  }

  private func largestCentral(
    width: Int, height: Int
  ) -> (x: Int, y: Int, width: Int, height: Int) {
    let shape = Float(width) / Float(height)
    var (cropWidth, cropHeight) = (width, height)
    if shape < aspect.lowerBound {
      cropHeight = min(height, max(1, Int((Float(width) / aspect.lowerBound).rounded())))
    } else if shape > aspect.upperBound {
      cropWidth = min(width, max(1, Int((Float(height) * aspect.upperBound).rounded())))
    }
    return ((width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight)
  }
}
