/// How the filters of a two-dimensional convolution move over the plane; pairs are (height, width).
public struct Conv2dGeometry: Hashable, Sendable {
  /// The distance of neighbouring outputs, in pixels of the input.
  public var stride: SIMD2<Int>
  /// The rows and columns of zeros on each side.
  public var padding: SIMD2<Int>
  /// The distance of neighbouring filter elements.
  public var dilation: SIMD2<Int>
  /// The number of groups of channels that do not see each other.
  public var groups: Int

  /// Creates a geometry that is alike in height and width.
  public init(stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1) {
    self.init(
      stride: SIMD2(repeating: stride), padding: SIMD2(repeating: padding),
      dilation: SIMD2(repeating: dilation), groups: groups)
  }

  /// Creates a geometry from pairs (height, width).
  public init(
    stride: SIMD2<Int>, padding: SIMD2<Int> = [0, 0], dilation: SIMD2<Int> = [1, 1],
    groups: Int = 1
  ) {
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// The same with a depth of 1.
  var in3d: Conv3dGeometry {
    Conv3dGeometry(
      stride: [1, stride.x, stride.y], padding: [0, padding.x, padding.y],
      dilation: [1, dilation.x, dilation.y], groups: groups)
  }
}
