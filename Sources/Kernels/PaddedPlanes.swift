/// The planes of a convolution's input with the zeros around them that patches reach into.
struct PaddedPlanes {
  /// The number of planes.
  private let count: Int
  private let channels: Int
  /// The extent of a plane as it comes.
  private let input: (height: Int, width: Int)
  /// The zeros before.
  private let top, left: Int
  /// The extent with zeros, as far as patches reach.
  private let padded: (height: Int, width: Int)

  /// Creates the planes for convolutions of one input, whose depth is 1.
  init(_ shapes: [ConvolutionShape]) {
    let first = shapes[0]
    (count, channels) = (first.batch * first.input.x, first.inputChannels)
    input = (first.input.y, first.input.z)
    func before(_ axis: Int) -> Int { shapes.reduce(0) { max($0, $1.padding[axis]) } }
    func after(_ axis: Int) -> Int {
      shapes.reduce(0) { reach, shape in
        max(
          reach,
          (shape.output[axis] - 1) * shape.stride[axis] - shape.padding[axis]
            + shape.dilation[axis] * (shape.kernel[axis] - 1) + 1)
      }
    }
    (top, left) = (before(1), before(2))
    padded = (top + after(1), left + after(2))
  }

  /// Whether patches reach beyond the input, so that a copy with zeros is needed.
  private var isCopied: Bool {
    top > 0 || left > 0 || padded.height > input.height || padded.width > input.width
  }

  /// The floats of the copy.
  var scratchCount: Int { isCopied ? count * padded.height * padded.width * channels : 0 }

  /// The distance of rows.
  var rowStride: Int { (isCopied ? padded.width : input.width) * channels }

  /// The distance of planes.
  var planeStride: Int { (isCopied ? padded.height : input.height) * rowStride }

  /// The offset of the first patch of a convolution in a plane.
  func offset(of shape: ConvolutionShape) -> Int {
    (top - shape.padding.y) * rowStride + (left - shape.padding.z) * channels
  }

  /// Copies the input where zeros are needed.
  ///
  /// - Parameters:
  ///   - planes: The input.
  ///   - scratch: Room for `scratchCount` floats.
  /// - Returns: The planes to read: the copy, or the input itself.
  func padding(
    _ planes: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    guard isCopied else { return planes }
    let copied = max(0, min(input.width, padded.width - left)) * channels
    parallel(over: count * padded.height, minimumPerThread: max(1, (1 << 14) / rowStride)) { rows in
      for row in rows {
        let (plane, y) = (row / padded.height, row % padded.height - top)
        let to = scratch + row * rowStride
        guard y >= 0, y < input.height else {
          to.update(repeating: 0, count: rowStride)
          continue
        }
        to.update(repeating: 0, count: left * channels)
        (to + left * channels).update(
          from: planes + (plane * input.height + y) * input.width * channels, count: copied)
        let end = left * channels + copied
        (to + end).update(repeating: 0, count: rowStride - end)
      }
    }
    return UnsafePointer(scratch)
  }
}
