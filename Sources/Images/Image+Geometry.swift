import Kernels

/// The direction in which a picture is mirrored.
public enum Axis: String, Sendable, Codable {
  /// Left and right change places.
  case horizontal
  /// Top and bottom change places.
  case vertical
}

extension Image {
  /// A rectangle of the picture.
  ///
  /// - Precondition: It lies in the picture and is not empty.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> Image {
    guard x >= 0, y >= 0, width > 0, height > 0, width <= self.width - x,
      height <= self.height - y
    else {
      trap("crop: \(width)×\(height) at (\(x), \(y)) of \(self.width)×\(self.height) pixels")
    }
    return gathered(
      width: width, height: height, origin: y * self.width + x, right: 1, down: self.width)
  }

  /// The rectangle in the middle; where the picture is smaller, it is padded with black first.
  ///
  /// The offset is half of what is left over, a half rounded to even, as torchvision's.
  public func centreCropped(width: Int, height: Int) -> Image {
    guard width > 0, height > 0 else { trap("centre crop: to \(width)×\(height) pixels") }
    let missingX = max(0, width - self.width)
    let missingY = max(0, height - self.height)
    if missingX > 0 || missingY > 0 {
      return padded(
        left: missingX / 2, top: missingY / 2, right: missingX - missingX / 2,
        bottom: missingY - missingY / 2
      ).centreCropped(width: width, height: height)
    }
    return cropped(
      x: Self.halfToEven(self.width - width), y: Self.halfToEven(self.height - height),
      width: width, height: height)
  }

  /// The square in the middle; where the picture is smaller, it is padded with black first.
  public func centreCropped(_ side: Int) -> Image {
    centreCropped(width: side, height: side)
  }

  static func halfToEven(_ x: Int) -> Int {
    Int((Double(x) / 2).rounded(.toNearestOrEven))
  }

  /// The picture with a border of one colour.
  ///
  /// - Precondition: No width is negative.
  public func padded(
    left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0, _ color: Color = .black
  ) -> Image {
    guard left >= 0, top >= 0, right >= 0, bottom >= 0 else {
      trap("pad: by \(left), \(top), \(right), \(bottom) pixels")
    }
    var result = Image(width: width + left + right, height: height + top + bottom, fill: color)
    result.paste(self, x: left, y: top)
    return result
  }

  /// The picture in the middle of a square of its long side.
  public func paddedToSquare(_ color: Color = .black) -> Image {
    let side = max(width, height)
    let (x, y) = ((side - width) / 2, (side - height) / 2)
    return padded(
      left: x, top: y, right: side - width - x, bottom: side - height - y, color)
  }

  /// Puts another picture into this one; what lies outside is cut off.
  public mutating func paste(_ other: Image, x: Int, y: Int) {
    let columns = max(0, x)..<max(max(0, x), min(width, x + other.width))
    let rows = max(0, y)..<max(max(0, y), min(height, y + other.height))
    guard !columns.isEmpty else { return }
    for row in rows {
      let from = ((row - y) * other.width + columns.lowerBound - x) * 3
      let to = (row * width + columns.lowerBound) * 3
      let count = columns.count * 3
      pixels.replaceSubrange(to..<to + count, with: other.pixels[from..<from + count])
    }
  }

  /// The picture mirrored.
  public func flipped(_ axis: Axis) -> Image {
    switch axis {
    case .horizontal:
      gathered(width: width, height: height, origin: width - 1, right: -1, down: width)
    case .vertical:
      gathered(
        width: width, height: height, origin: (height - 1) * width, right: 1, down: -width)
    }
  }

  /// The picture with rows and columns exchanged.
  public func transposed() -> Image {
    gathered(width: height, height: width, origin: 0, right: width, down: 1)
  }

  /// The picture turned anticlockwise by a multiple of 90°, without loss.
  public func rotated(quarterTurns: Int) -> Image {
    switch ((quarterTurns % 4) + 4) % 4 {
    case 1: gathered(width: height, height: width, origin: width - 1, right: width, down: -1)
    case 2:
      gathered(
        width: width, height: height, origin: width * height - 1, right: -1, down: -width)
    case 3:
      gathered(
        width: height, height: width, origin: (height - 1) * width, right: -width, down: 1)
    default: self
    }
  }

  /// A picture whose pixel (x, y) is pixel `origin + x · right + y · down` of this one.
  private func gathered(
    width: Int, height: Int, origin: Int, right: Int, down: Int
  ) -> Image {
    Image(width: width, height: height) { result in
      pixels.withUnsafeBufferPointer { source in
        parallel(over: height, minimumPerThread: max(1, 1 << 18 / width)) { rows in
          for y in rows {
            var from = (origin + y * down) * 3
            var to = y * width * 3
            for _ in 0..<width {
              result[to] = source[from]
              result[to + 1] = source[from + 1]
              result[to + 2] = source[from + 2]
              from += right * 3
              to += 3
            }
          }
        }
      }
    }
  }
}
