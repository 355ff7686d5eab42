import CKernels

/// The windows of a pooling of clips `[D, H, W, C]`, or images, whose depth is 1.
public struct PoolPlan: Sendable {
  /// The windows along each axis.
  public let depth, height, width: PoolAxis
  /// The number of channels.
  public let channels: Int

  /// Creates a plan; images have a depth of one window of one position.
  public init(
    depth: PoolAxis = PoolAxis(inputCount: 1, kernelSize: 1, stride: 1), height: PoolAxis,
    width: PoolAxis, channels: Int
  ) {
    self.depth = depth
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The (depth, height) pairs of an input and of an output.
  var inputRows: Int { depth.inputCount * height.inputCount }
  var outputRows: Int { depth.outputCount * height.outputCount }
  /// The elements of an input, of an output.
  var inputSize: Int { inputRows * width.inputCount * channels }
  var outputSize: Int { outputRows * width.outputCount * channels }

  /// Whether the windows are 2×2 with stride 2 of images.
  var isHalving: Bool {
    depth.inputCount == 1 && depth.outputCount == 1 && height.isPairs && width.isPairs
  }

  /// Calls `body` with the plan as C sees it.
  func withPlan(_ body: (UnsafePointer<zoo_pool_plan>) -> Void) {
    let axes = [depth, height, width]
    let windows = axes.flatMap(\.windows)
    let divisors = axes.flatMap(\.divisors)
    windows.withUnsafeBufferPointer { windows in
      divisors.withUnsafeBufferPointer { divisors in
        func axis(_ index: Int) -> zoo_pool_axis {
          let before = axes[..<index].reduce(0) { $0 + $1.outputCount }
          return zoo_pool_axis(
            input: axes[index].inputCount, output: axes[index].outputCount,
            windows: windows.baseAddress.map { $0 + 2 * before },
            divisors: divisors.baseAddress.map { $0 + before })
        }
        var plan = zoo_pool_plan(
          depth: axis(0), height: axis(1), width: axis(2), channels: channels)
        body(&plan)
      }
    }
  }
}
