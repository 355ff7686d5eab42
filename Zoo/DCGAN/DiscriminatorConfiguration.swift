/// What distinguishes variants of the discriminator, saved with its weights.
public struct DiscriminatorConfiguration: Codable, Sendable, Equatable {
  /// The number of channels of the pictures: 1 for grey, 3 for colours.
  public var imageChannelCount: Int
  /// The number of channels after each of the four convolutions that halve the side.
  public var channelCounts: [Int]

  /// Creates a configuration; by default the one for grey pictures.
  ///
  /// - Parameters:
  ///   - imageChannelCount: The number of channels of the pictures.
  ///   - width: The factor of the channel counts 64, 128, 256 and 512.
  public init(imageChannelCount: Int = 1, width: Double = 1) {
    self.imageChannelCount = imageChannelCount
    channelCounts = [64, 128, 256, 512].map { scaled($0, by: width) }
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if !(1...1 << 16).contains(imageChannelCount) {
      return "\(imageChannelCount) channels of pictures, not 1…65536"
    }
    if !(1...16).contains(channelCounts.count) {
      return "\(channelCounts.count) hidden convolutions, not 1…16"
    }
    if let wrong = channelCounts.first(where: { !(1...1 << 16).contains($0) }) {
      return "\(wrong) channels, not 1…65536"
    }
    return nil
  }

  /// The number of weights of all filters.
  var filterCount: Int {
    let counts = [imageChannelCount] + channelCounts + [1]
    return zip(counts, counts.dropFirst()).reduce(0) { $0 + 16 * $1.0 * $1.1 }
  }

  /// The side of the pictures, of which the convolutions leave 4×4.
  public var imageSize: Int { 4 << channelCounts.count }
}
