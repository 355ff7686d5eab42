/// What distinguishes variants of the two networks, saved with their weights.
public struct SAGANConfiguration: Codable, Sendable, Equatable {
  /// The size of the latent vectors.
  public var latentSize: Int
  /// The number of channels of the pictures: 1 for grey, 3 for colours.
  public var imageChannelCount: Int
  /// The factor of all channel counts.
  public var width: Double

  /// Creates a configuration; by default the one for grey pictures of 64×64.
  public init(latentSize: Int = 20, imageChannelCount: Int = 1, width: Double = 1) {
    self.latentSize = latentSize
    self.imageChannelCount = imageChannelCount
    self.width = width
  }

  /// The side of the pictures.
  public static let imageSize = 64

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if !(1...1 << 16).contains(latentSize) { return "latentSize \(latentSize), not 1…65536" }
    if !(1...1 << 16).contains(imageChannelCount) {
      return "\(imageChannelCount) channels of pictures, not 1…65536"
    }
    if !(width >= 1.0 / 64 && width <= 4) { return "width \(width), not 1/64…4" }
    return nil
  }

  /// A number of channels of the full network, scaled.
  func channels(_ full: Int) -> Int { max(1, Int((Double(full) * width).rounded())) }
}
