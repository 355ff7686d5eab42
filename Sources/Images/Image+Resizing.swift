import Kernels

extension Image {
  /// The picture at another size, equal to Pillow's `resize` with the filter of that name.
  ///
  /// First all rows are resized, then all columns, each in 8 bits; columns first where the height
  /// shrinks by more than twice the pixels of the width.
  ///
  /// - Precondition: `width` and `height` are at least 1.
  public func resized(
    width: Int, height: Int, _ interpolation: Interpolation = .bilinear
  ) -> Image {
    guard width > 0, height > 0 else { trap("resize: to \(width)×\(height) pixels") }
    if interpolation == .nearest { return resizedNearest(width: width, height: height) }
    let columns =
      width == self.width
      ? nil : ResamplingWeights(source: self.width, target: width, interpolation)
    let rows =
      height == self.height
      ? nil : ResamplingWeights(source: self.height, target: height, interpolation)
    // Pillow since 13: the rounding between the passes depends on their order.
    let startsWithColumns = self.height - height > max(0, 2 * (self.width - width))
    var image = self
    if startsWithColumns, let rows { image = image.resizedColumns(rows, height: height) }
    if let columns { image = image.resizedRows(columns, width: width) }
    if !startsWithColumns, let rows { image = image.resizedColumns(rows, height: height) }
    return image
  }

  /// The picture with its short side at `shortSide` and its shape kept: the long side is
  /// ⌊shortSide · long / short⌋.
  ///
  /// - Precondition: `shortSide` is at least 1.
  public func resized(
    shortSide: Int, _ interpolation: Interpolation = .bilinear
  ) -> Image {
    if width <= height {
      return resized(
        width: shortSide, height: max(1, shortSide * height / width), interpolation)
    }
    return resized(width: max(1, shortSide * width / height), height: shortSide, interpolation)
  }

  /// The picture made to fit a square or any rectangle, its shape given up.
  ///
  /// - Precondition: `width` and `height` are at least 1.
  public func squished(
    width: Int, height: Int, _ interpolation: Interpolation = .bilinear
  ) -> Image {
    resized(width: width, height: height, interpolation)
  }

  private func resizedNearest(width: Int, height: Int) -> Image {
    let columns = Self.nearest(source: self.width, target: width)
    let rows = Self.nearest(source: self.height, target: height)
    return Image(width: width, height: height) { result in
      pixels.withUnsafeBufferPointer { source in
        parallel(over: height, minimumPerThread: max(1, 1 << 16 / width)) { range in
          for y in range {
            let row = rows[y] * self.width * 3
            var to = y * width * 3
            for column in columns {
              let from = row + column * 3
              result[to] = source[from]
              result[to + 1] = source[from + 1]
              result[to + 2] = source[from + 2]
              to += 3
            }
          }
        }
      }
    }
  }

  /// The source pixel of each target pixel; the position is summed up step by step, because its
  /// rounding decides ties as Pillow's does.
  private static func nearest(source: Int, target: Int) -> [Int] {
    let step = Double(source) / Double(target)
    var position = step * 0.5
    return (0..<target).map { _ in
      defer { position += step }
      return min(source - 1, Int(position))
    }
  }

  private func resizedRows(_ taps: ResamplingWeights, width: Int) -> Image {
    Image(width: width, height: height) { result in
      withBuffers(taps) { source, starts, counts, weights in
        parallel(over: height, minimumPerThread: max(1, 1 << 16 / self.width)) { rows in
          for y in rows {
            let row = source + y * self.width * 3
            var to = y * width * 3
            for x in 0..<width {
              let weights = weights + x * taps.stride
              var from = row + starts[x] * 3
              var red = ResamplingWeights.half
              var green = ResamplingWeights.half
              var blue = ResamplingWeights.half
              for i in 0..<counts[x] {
                let weight = weights[i]
                red &+= Int32(from[0]) &* weight
                green &+= Int32(from[1]) &* weight
                blue &+= Int32(from[2]) &* weight
                from += 3
              }
              result[to] = clamped(red)
              result[to + 1] = clamped(green)
              result[to + 2] = clamped(blue)
              to += 3
            }
          }
        }
      }
    }
  }

  private func resizedColumns(_ taps: ResamplingWeights, height: Int) -> Image {
    let stride = width * 3
    return Image(width: width, height: height) { result in
      withBuffers(taps) { source, starts, counts, weights in
        parallel(over: height, minimumPerThread: max(1, 1 << 16 / stride)) { rows in
          // A row of sums, so that the inner loop runs along memory.
          withUnsafeTemporaryAllocation(of: Int32.self, capacity: stride) { sums in
            guard let sum = sums.baseAddress, let result = result.baseAddress else { return }
            for y in rows {
              sum.update(repeating: ResamplingWeights.half, count: stride)
              for i in 0..<counts[y] {
                let weight = weights[y * taps.stride + i]
                let from = source + (starts[y] + i) * stride
                for x in 0..<stride { sum[x] &+= Int32(from[x]) &* weight }
              }
              let to = result + y * stride
              for x in 0..<stride { to[x] = clamped(sum[x]) }
            }
          }
        }
      }
    }
  }

  private func withBuffers(
    _ taps: ResamplingWeights,
    _ body: (
      UnsafePointer<UInt8>, UnsafePointer<Int>, UnsafePointer<Int>, UnsafePointer<Int32>
    ) -> Void
  ) {
    pixels.withUnsafeBufferPointer { source in
      taps.starts.withUnsafeBufferPointer { starts in
        taps.counts.withUnsafeBufferPointer { counts in
          taps.weights.withUnsafeBufferPointer { weights in
            guard let source = source.baseAddress, let starts = starts.baseAddress,
              let counts = counts.baseAddress, let weights = weights.baseAddress
            else { return }
            body(source, starts, counts, weights)
          }
        }
      }
    }
  }
}

/// The whole part of a fixed-point sum, within 0…255.
@inline(__always)
private func clamped(_ sum: Int32) -> UInt8 {
  UInt8(truncatingIfNeeded: min(max(sum &>> ResamplingWeights.precision, 0), 255))
}
