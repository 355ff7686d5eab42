import Foundation
import Images

extension DefaultBoxes {
  /// How a default box has to be moved and stretched to become a box.
  ///
  /// The distance of the centres in default widths and heights over 0.1, the logarithms of the ratios
  /// of the sides over 0.2.
  ///
  /// - Parameters:
  ///   - box: A box that is not empty, in shares of the picture.
  ///   - index: The default box.
  /// - Returns: Centre x, centre y, width, height.
  public func offsets(to box: Box, from index: Int) -> SIMD4<Float> {
    let own = boxes[index]
    let center = box.center
    return SIMD4(
      (center.x - own.x) / own.z, (center.y - own.y) / own.w, log(box.width / own.z),
      log(box.height / own.w)) / Self.variances
  }

  /// The box that a default box becomes: the inverse of `offsets(to:from:)`.
  ///
  /// - Parameters:
  ///   - offsets: Centre x, centre y, width, height.
  ///   - index: The default box.
  /// - Returns: The box in shares of the picture, not cut to it.
  public func box(_ offsets: SIMD4<Float>, from index: Int) -> Box {
    let own = boxes[index]
    let change = offsets * Self.variances
    return Box(
      center: (own.x + change.x * own.z, own.y + change.y * own.w),
      width: own.z * exp(change.z), height: own.w * exp(change.w))
  }
}
