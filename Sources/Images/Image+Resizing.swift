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
    return resized(
      width: width, height: height, columns: 0..<width, rows: 0..<height, interpolation)
  }

  /// The part of the picture at another size that is in some columns and rows of it.
  private func resized(
    width: Int, height: Int, columns: Range<Int>, rows: Range<Int>, _ interpolation: Interpolation
  ) -> Image {
    if interpolation == .nearest {
      return resizedNearest(
        columns: Self.nearest(source: self.width, target: width)[columns],
        rows: Self.nearest(source: self.height, target: height)[rows])
    }
    let horizontal =
      width == self.width
      ? nil : ResamplingWeights(source: self.width, target: width, columns, interpolation)
    let vertical =
      height == self.height
      ? nil : ResamplingWeights(source: self.height, target: height, rows, interpolation)
    // Pillow since 13: the rounding between the passes depends on their order.
    let startsWithColumns = self.height - height > max(0, 2 * (self.width - width))
    var image = self
    if startsWithColumns, let vertical {
      image = image.resizedColumns(vertical, height: rows.count)
    }
    if let horizontal { image = image.resizedRows(horizontal, width: columns.count) }
    if !startsWithColumns, let vertical {
      image = image.resizedColumns(vertical, height: rows.count)
    }
    guard image.width > columns.count || image.height > rows.count else { return image }
    return image.cropped(
      x: horizontal == nil ? columns.lowerBound : 0, y: vertical == nil ? rows.lowerBound : 0,
      width: columns.count, height: rows.count)
  }

  /// The picture with its short side at `shortSide` and its shape kept: the long side is
  /// ⌊shortSide · long / short⌋.
  ///
  /// - Precondition: `shortSide` is at least 1.
  public func resized(
    shortSide: Int, _ interpolation: Interpolation = .bilinear
  ) -> Image {
    let size = size(shortSide: shortSide)
    return resized(width: size.width, height: size.height, interpolation)
  }

  /// The middle square of the picture with its short side at `shortSide` and its shape kept; where that
  /// is smaller, it is padded with black.
  ///
  /// The same as resizing and `centreCropped(_:)`, but only what is seen is computed: of a picture of
  /// one row the whole would have thousands of times its pixels.
  ///
  /// - Precondition: `shortSide` and `side` are at least 1.
  public func resized(
    shortSide: Int, centreCropped side: Int, _ interpolation: Interpolation = .bilinear
  ) -> Image {
    guard shortSide > 0 else { trap("resize: to a short side of \(shortSide) pixels") }
    let (width, height) = size(shortSide: shortSide)
    func middle(of count: Int) -> Range<Int> {
      guard count > side else { return 0..<count }
      let start = Self.halfToEven(count - side)
      return start..<start + side
    }
    return resized(
      width: width, height: height, columns: middle(of: width), rows: middle(of: height),
      interpolation
    ).centreCropped(side)
  }

  private func size(shortSide: Int) -> (width: Int, height: Int) {
    width <= height
      ? (shortSide, max(1, shortSide * height / width))
      : (max(1, shortSide * width / height), shortSide)
  }

  /// The picture made to fit a square or any rectangle, its shape given up.
  ///
  /// - Precondition: `width` and `height` are at least 1.
  public func squished(
    width: Int, height: Int, _ interpolation: Interpolation = .bilinear
  ) -> Image {
    resized(width: width, height: height, interpolation)
  }

  private func resizedNearest(columns: ArraySlice<Int>, rows: ArraySlice<Int>) -> Image {
    let (width, height) = (columns.count, rows.count)
    return Image(width: width, height: height) { result in
      pixels.withUnsafeBufferPointer { source in
        parallel(over: height, minimumPerThread: max(1, 1 << 16 / width)) { range in
          for y in range {
            let row = rows[rows.startIndex + y] * self.width * 3
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
