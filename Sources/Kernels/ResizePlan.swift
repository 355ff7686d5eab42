import CKernels

/// A resizing of images `[H, W, C]` with its taps worked out.
public struct ResizePlan: Sendable {
  /// The extents of an input and of an output.
  public let inputHeight, inputWidth, height, width: Int
  /// The number of channels.
  public let channels: Int
  private let tapCount: Int
  private let indices: [Int32]
  private let weights: [Float]

  /// Creates a plan for images of a size.
  public init(
    from input: (height: Int, width: Int), to output: (height: Int, width: Int), channels: Int,
    _ method: ResizeMethod
  ) {
    guard min(input.height, input.width, output.height, output.width) > 0 else {
      trap("resize: from \(input.height)×\(input.width) to \(output.height)×\(output.width)")
    }
    (inputHeight, inputWidth) = input
    (height, width) = output
    self.channels = channels
    tapCount = method.tapCount
    let taps =
      (0..<output.height).flatMap {
        method.taps(at: $0, input: input.height, output: output.height)
      }
      + (0..<output.width).flatMap {
        method.taps(at: $0, input: input.width, output: output.width)
      }
    indices = taps.map { Int32($0.index) }
    weights = taps.map(\.weight)
  }

  /// The elements of an input, of an output.
  var inputSize: Int { inputHeight * inputWidth * channels }
  var outputSize: Int { height * width * channels }

  /// Calls `body` with the plan as C sees it.
  func withPlan(_ body: (UnsafePointer<zoo_resize_plan>) -> Void) {
    indices.withUnsafeBufferPointer { indices in
      weights.withUnsafeBufferPointer { weights in
        let before = tapCount * height
        var plan = zoo_resize_plan(
          height: zoo_resize_axis(
            input: inputHeight, output: height, indices: indices.baseAddress,
            weights: weights.baseAddress),
          width: zoo_resize_axis(
            input: inputWidth, output: width, indices: indices.baseAddress.map { $0 + before },
            weights: weights.baseAddress.map { $0 + before }),
          taps: tapCount, channels: channels)
        body(&plan)
      }
    }
  }
}
