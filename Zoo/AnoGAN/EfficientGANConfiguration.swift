/// What distinguishes variants of Efficient GAN.
public struct EfficientGANConfiguration: Codable, Sendable, Equatable {
  /// The numbers of a latent vector.
  public var latentSize: Int
  /// The factor of all channel counts but those of picture and latent vector.
  public var width: Double

  /// Describes a variant.
  public init(latentSize: Int = 20, width: Double = 1) {
    self.latentSize = latentSize
    self.width = width
  }

  /// The side of the pictures.
  public static let imageSize = 28

  /// The channels where the paper has `count`.
  func channels(_ count: Int) -> Int {
    max(1, Int((Double(count) * width).rounded()))
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if !(1...1024).contains(latentSize) { return "\(latentSize) latent numbers, not 1…1024" }
    if !(width >= 1.0 / 64 && width <= 4) { return "a width of \(width), not 0.015625…4" }
    return nil
  }
}
