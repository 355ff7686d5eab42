import CKernels

/// The extents of a convolution over depth, height and width; a plane has the depth 1.
///
/// - Input: `[batch, input…, inputChannels]`.
/// - Filters: `[kernel…, inputChannels / groups, outputChannels]`.
/// - Output: `[batch, output…, outputChannels]`.
public struct ConvolutionShape: Sendable {
  /// A value for depth, height and width.
  public typealias Extent = SIMD3<Int>

  /// The number of images or clips.
  public var batch: Int
  /// The extent of the input.
  public var input: Extent
  /// The extent of the output.
  public var output: Extent
  /// The extent of the filters.
  public var kernel: Extent
  /// The distance of neighbouring patches.
  public var stride: Extent
  /// The zeros before the input; negative where it is cut instead.
  public var padding: Extent
  /// The distance of neighbouring elements of a patch.
  public var dilation: Extent
  /// The channels of the input.
  public var inputChannels: Int
  /// The channels of the output.
  public var outputChannels: Int
  /// The number of groups of channels that do not see each other.
  public var groups: Int

  /// Creates a shape; the output follows from the rest.
  public init(
    batch: Int, input: Extent, kernel: Extent, stride: Extent, padding: Extent,
    dilation: Extent, inputChannels: Int, outputChannels: Int, groups: Int
  ) {
    self.batch = batch
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.groups = groups
    let room = input &+ 2 &* padding &- dilation &* (kernel &- 1) &- 1
    output = Extent(repeating: 0)
    for axis in 0..<3 { output[axis] = room[axis] < 0 ? 0 : room[axis] / stride[axis] + 1 }
  }

  /// The pixels of the output, of all images.
  public var outputPixels: Int { batch * output.x * output.y * output.z }
  /// The pixels of the input, of all images.
  public var inputPixels: Int { batch * input.x * input.y * input.z }
  /// The elements of a filter in space.
  public var taps: Int { kernel.x * kernel.y * kernel.z }
  /// The terms of an output's sum: the elements of a filter of one group.
  public var patchCount: Int { taps * inputChannels / groups }
  /// The output channels of a group.
  public var groupOutputs: Int { outputChannels / groups }
  /// The number of filter elements.
  public var weightCount: Int { patchCount * outputChannels }

  /// Whether the output is a matrix product of the input as it lies.
  var isMatrixProduct: Bool {
    taps == 1 && stride == Extent(repeating: 1) && padding == Extent(repeating: 0) && groups == 1
  }

  /// The shape as C knows it.
  var forC: zoo_convolution {
    func tuple(_ x: Extent) -> (Int, Int, Int) { (x.x, x.y, x.z) }
    return zoo_convolution(
      batch: batch, input: tuple(input), output: tuple(output), kernel: tuple(kernel),
      stride: tuple(stride), padding: tuple(padding), dilation: tuple(dilation),
      channels: inputChannels, groups: groups)
  }
}
