import Kernels

extension Tensor {
  /// Images of another size, each pixel the weighted mean of the four nearest ones.
  ///
  /// - Input: `[N, H, W, C]`.
  /// - Output: `[N, height, width, C]`.
  ///
  /// - Parameters:
  ///   - height: The new height.
  ///   - width: The new width.
  ///   - alignCorners: Whether corner pixels fall on corner pixels; otherwise pixels are areas.
  /// - Returns: The resized images, without antialiasing.
  public func resizedBilinear(height: Int, width: Int, alignCorners: Bool = false) -> Tensor {
    resized(height: height, width: width, .bilinear(alignCorners: alignCorners))
  }

  /// Images of another size, each pixel the one at `⌊position · old / new⌋`.
  ///
  /// - Input: `[N, H, W, C]`.
  /// - Output: `[N, height, width, C]`.
  ///
  /// - Parameters:
  ///   - height: The new height.
  ///   - width: The new width.
  /// - Returns: The resized images.
  public func resizedNearest(height: Int, width: Int) -> Tensor {
    resized(height: height, width: width, .nearest)
  }

  /// Images of another size by cubic convolution with a = −0.75.
  ///
  /// - Input: `[N, H, W, C]`.
  /// - Output: `[N, height, width, C]`.
  ///
  /// - Parameters:
  ///   - height: The new height.
  ///   - width: The new width.
  ///   - alignCorners: Whether corner pixels fall on corner pixels; otherwise pixels are areas.
  /// - Returns: The resized images, without antialiasing.
  public func resizedBicubic(height: Int, width: Int, alignCorners: Bool = false) -> Tensor {
    resized(height: height, width: width, .bicubic(alignCorners: alignCorners))
  }

  private func resized(height: Int, width: Int, _ method: ResizeMethod) -> Tensor {
    guard rank == 4 else { trap("resize: [N, H, W, C] expected, not \(shape)") }
    let plan = ResizePlan(
      from: (shape[1], shape[2]), to: (height, width), channels: shape[3], method)
    let value = Tensor(shape: [shape[0], height, width, shape[3]]) { y in
      withUnsafeBufferPointer { resize($0, plan, into: y) }
    }
    return .recording(value, [self]) { [shape] gradient, _ in
      [
        Tensor(shape: shape) { result in
          gradient.withUnsafeBufferPointer { resizeBackward($0, plan, into: result) }
        }
      ]
    }
  }
}
