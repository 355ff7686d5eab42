import Layers

/// SSD with pictures of 300×300 pixels and 8,732 default boxes on six maps.
///
/// - Input: `[N, 300, 300, 3]`, RGB, 0…255 minus the mean (123, 117, 104).
/// - Output: `[N, 8732, 4]` and `[N, 8732, classCount + 1]`.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", 2016, figure 2.
/// https://arxiv.org/abs/1512.02325
public final class SSD300: SSDNetwork {
  public static let name = "ssd300"
  public static let imageSize = 300
  /// conv4_3, conv7, conv8_2, conv9_2, conv10_2 and conv11_2.
  public static let featureMaps = [
    FeatureMap(38, 512, step: 8, sides: 30, 60, [2]),
    FeatureMap(19, 1024, step: 16, sides: 60, 111, [2, 3]),
    FeatureMap(10, 512, step: 32, sides: 111, 162, [2, 3]),
    FeatureMap(5, 256, step: 64, sides: 162, 213, [2, 3]),
    FeatureMap(3, 256, step: 100, sides: 213, 264, [2]),
    FeatureMap(1, 256, step: 300, sides: 264, 315, [2]),
  ]
  /// conv8_1 to conv11_2.
  public static let extraLayers = [
    ExtraLayer(1024, 256, kernelSize: 1),
    ExtraLayer(256, 512, kernelSize: 3, stride: 2, padding: 1),
    ExtraLayer(512, 128, kernelSize: 1),
    ExtraLayer(128, 256, kernelSize: 3, stride: 2, padding: 1),
    ExtraLayer(256, 128, kernelSize: 1),
    ExtraLayer(128, 256, kernelSize: 3),
    ExtraLayer(256, 128, kernelSize: 1),
    ExtraLayer(128, 256, kernelSize: 3),
  ]

  public let configuration: SSDConfiguration
  public let vgg: Sequential
  public let l2Norm: L2Norm
  public let extras: [Conv2d]
  public let locationHeads: [Conv2d]
  public let confidenceHeads: [Conv2d]

  /// Creates the network with random weights.
  public init(_ configuration: SSDConfiguration) {
    self.configuration = configuration
    vgg = Self.makeVGG(configuration)
    l2Norm = L2Norm(configuration.channels(512))
    extras = Self.makeExtras(configuration)
    locationHeads = Self.makeHeads(configuration, size: 4)
    confidenceHeads = Self.makeHeads(configuration, size: configuration.classCount + 1)
  }
}
