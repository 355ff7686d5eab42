/// A transposed convolution of a generator.
public struct GeneratorStage: Codable, Sendable, Equatable {
  /// The number of channels of the maps that it makes.
  public var channelCount: Int
  /// The height and width of the filters.
  public var kernelSize: Int
  /// How many times larger the maps become.
  public var stride: Int
  /// The pixels cut off at each edge.
  public var padding: Int

  /// Creates a stage; by default one that doubles the side of the maps.
  public init(_ channelCount: Int, kernelSize: Int = 4, stride: Int = 2, padding: Int = 1) {
    self.channelCount = channelCount
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
  }

  /// The side of the maps that it makes of maps of a side.
  func side(from side: Int) -> Int { (side - 1) * stride - 2 * padding + kernelSize }

  /// What is wrong with the values; nil if nothing is.
  var problem: String? {
    if !(1...1 << 16).contains(channelCount) { return "\(channelCount) channels, not 1…65536" }
    if !(1...64).contains(kernelSize) { return "kernelSize \(kernelSize), not 1…64" }
    if !(1...64).contains(stride) { return "stride \(stride), not 1…64" }
    if !(0..<kernelSize).contains(padding) { return "padding \(padding), not below kernelSize" }
    return nil
  }
}
