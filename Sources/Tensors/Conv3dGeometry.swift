import Kernels

/// How the filters of a three-dimensional convolution move; triples are (depth, height, width).
public struct Conv3dGeometry: Hashable, Sendable {
  /// The distance of neighbouring outputs, in elements of the input.
  public var stride: SIMD3<Int>
  /// The zeros on each side.
  public var padding: SIMD3<Int>
  /// The distance of neighbouring filter elements.
  public var dilation: SIMD3<Int>
  /// The number of groups of channels that do not see each other.
  public var groups: Int

  /// Creates a geometry that is alike in depth, height and width.
  public init(stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1) {
    self.init(
      stride: SIMD3(repeating: stride), padding: SIMD3(repeating: padding),
      dilation: SIMD3(repeating: dilation), groups: groups)
  }

  /// Creates a geometry from triples (depth, height, width).
  public init(
    stride: SIMD3<Int>, padding: SIMD3<Int> = [0, 0, 0], dilation: SIMD3<Int> = [1, 1, 1],
    groups: Int = 1
  ) {
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// The shape of a convolution of `input`, `[N, D, H, W, in]`, with `[kD, kH, kW, in / groups, out]`.
  func shape(of name: String, input: [Int], weight: [Int]) -> ConvolutionShape {
    guard groups > 0, stride.min() > 0, dilation.min() > 0 else {
      trap("\(name): stride \(stride), dilation \(dilation) and groups \(groups) must be positive")
    }
    guard input[4] == weight[3] * groups, weight[4].isMultiple(of: groups) else {
      trap(
        """
        \(name): input has \(input[4]) channels, weight expects \(weight[3] * groups) in \
        \(groups) groups: \(input) · \(weight)
        """)
    }
    let shape = ConvolutionShape(
      batch: input[0], input: [input[1], input[2], input[3]],
      kernel: [weight[0], weight[1], weight[2]], stride: stride, padding: padding,
      dilation: dilation, inputChannels: input[4], outputChannels: weight[4], groups: groups)
    guard shape.output.min() > 0 || input.contains(0) else {
      trap("\(name): the filters do not fit into the input: \(input) · \(weight)")
    }
    return shape
  }
}
