import Layers

/// SSD with pictures of 512×512 pixels and 24,564 default boxes on seven maps.
///
/// - Input: `[N, 512, 512, 3]`, RGB, 0…255 minus the mean (123, 117, 104).
/// - Output: `[N, 24564, 4]` and `[N, 24564, classCount + 1]`.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", 2016, section 3.3.
/// https://arxiv.org/abs/1512.02325
public final class SSD512: SSDNetwork {
  public static let name = "ssd512"
  public static let imageSize = 512
  /// conv4_3, conv7, conv8_2, conv9_2, conv10_2, conv11_2 and conv12_2: 7 %, 15 %, 30 %, … of the side.
  public static let featureMaps = [
    FeatureMap(64, 512, step: 8, sides: 35.84, 76.8, [2]),
    FeatureMap(32, 1024, step: 16, sides: 76.8, 153.6, [2, 3]),
    FeatureMap(16, 512, step: 32, sides: 153.6, 230.4, [2, 3]),
    FeatureMap(8, 256, step: 64, sides: 230.4, 307.2, [2, 3]),
    FeatureMap(4, 256, step: 128, sides: 307.2, 384, [2, 3]),
    FeatureMap(2, 256, step: 256, sides: 384, 460.8, [2]),
    FeatureMap(1, 256, step: 512, sides: 460.8, 537.6, [2]),
  ]
  /// conv8_1 to conv12_2.
  public static let extraLayers = [
    ExtraLayer(1024, 256, kernelSize: 1),
    ExtraLayer(256, 512, kernelSize: 3, stride: 2, padding: 1),
    ExtraLayer(512, 128, kernelSize: 1),
    ExtraLayer(128, 256, kernelSize: 3, stride: 2, padding: 1),
    ExtraLayer(256, 128, kernelSize: 1),
    ExtraLayer(128, 256, kernelSize: 3, stride: 2, padding: 1),
    ExtraLayer(256, 128, kernelSize: 1),
    ExtraLayer(128, 256, kernelSize: 3, stride: 2, padding: 1),
    ExtraLayer(256, 128, kernelSize: 1),
    ExtraLayer(128, 256, kernelSize: 4, padding: 1),
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
