import Tensors

/// The boxes from which an SSD network's predictions start: a few shapes in each cell of each map.
///
/// Row by row, column by column; in a cell the small square, the middle one, then for each ratio the
/// wide box and the tall one.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", 2016, section 2.2.
/// https://arxiv.org/abs/1512.02325
public struct DefaultBoxes: Sendable, Equatable {
  /// Centre x, centre y, width and height of each box, in shares of the picture, cut to 0…1.
  public let boxes: [SIMD4<Float>]
  /// By how much the network's offsets are scaled: 0.1 for the centre, 0.2 for the size.
  public static let variances = SIMD4<Float>(0.1, 0.1, 0.2, 0.2)

  /// Creates the boxes of maps.
  ///
  /// - Parameters:
  ///   - featureMaps: The maps, in the order of the predictions.
  ///   - imageSize: The side of the pictures that the maps' sides and steps are meant for.
  public init(_ featureMaps: [FeatureMap], imageSize: Int) {
    boxes = featureMaps.flatMap { Self.boxes(of: $0, imageSize: Double(imageSize)) }
  }

  /// The number of boxes.
  public var count: Int { boxes.count }

  /// The boxes as `[A, 4]`: centre x, centre y, width, height.
  public var tensor: Tensor {
    Tensor(boxes.flatMap { [$0.x, $0.y, $0.z, $0.w] }, shape: [count, 4])
  }

  private static func boxes(of map: FeatureMap, imageSize: Double) -> [SIMD4<Float>] {
    let shapes = shapes(of: map, imageSize: imageSize)
    // 300 / 8 is 37.5, not 38: the last centres lie on the border or, cut, beyond it.
    let cell = map.step / imageSize
    var boxes: [SIMD4<Float>] = []
    boxes.reserveCapacity(map.boxCount)
    for row in 0..<map.size {
      for column in 0..<map.size {
        for (width, height) in shapes {
          let box = SIMD4(
            (Double(column) + 0.5) * cell, (Double(row) + 0.5) * cell, width, height)
          boxes.append(SIMD4<Float>(box.clamped(lowerBound: .zero, upperBound: .one)))
        }
      }
    }
    return boxes
  }

  /// Width and height of the boxes in each cell of a map.
  private static func shapes(of map: FeatureMap, imageSize: Double) -> [(Double, Double)] {
    let small = map.smallSide / imageSize
    let middle = (small * map.largeSide / imageSize).squareRoot()
    return [(small, small), (middle, middle)]
      + map.aspectRatios.flatMap { ratio in
        let root = ratio.squareRoot()
        return [(small * root, small / root), (small / root, small * root)]
      }
  }
}
