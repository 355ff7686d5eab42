/// A convolution of the pyramid behind VGG, as the paper's table lists it.
public struct ExtraLayer: Sendable, Equatable {
  /// The channels that enter, in the published network.
  public let input: Int
  /// The channels that leave.
  public let output: Int
  /// The height and width of the filters.
  public let kernelSize: Int
  /// The step from one output to the next.
  public let stride: Int
  /// The zeros around the map.
  public let padding: Int

  /// Describes a convolution; the second, fourth, … of the pyramid yield the detection maps.
  init(_ input: Int, _ output: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0) {
    self.input = input
    self.output = output
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
  }
}
