import Checkpoints
import Images
import Layers
import Tasks

extension SSDNetwork {
  /// How a picture becomes the input: squeezed to the network's size as OpenCV does, RGB in 0…255
  /// minus the mean (123, 117, 104).
  public static var preprocessing: Preprocessing {
    Preprocessing(
      size: .squish(width: imageSize, height: imageSize), sampling: .plainBilinear, scale: 255,
      mean: [123, 117, 104])
  }
}

extension SSD300 {
  /// Pascal VOC 2007 and 2012, trainval; mAP 77.43 % on the test set of 2007, by ssd.pytorch.
  public static let voc = PretrainedWeights(
    file: "ssd300_mAP_77.43_v2.pth", preprocessing: SSD300.preprocessing, classes: .voc)

  /// The best weights at hand, ready for pictures: fetched ones, or the small ones that ship.
  ///
  /// Never connects: `zoo weights pull` fetches the large ones. The network keeps its weights only in
  /// the form that it is computed from; to train it, create it with `init(_:)` from a `Checkpoint`.
  ///
  /// - Parameter name: The weights' registered name or path; the best of `ssd300` by default.
  /// - Returns: The network bound to its preprocessing and class names, prepared for inference.
  /// - Throws: `CheckpointError`, where no weights are at hand or they are broken.
  public static func pretrained(
    _ name: String = SSD300.name
  ) throws(CheckpointError) -> SSDDetector {
    let weights = try WeightsRegistry.shipped().located(name)
    let detector = try SSDDetector.load(weights.path, as: SSD300.self)
    detector.network.prepareForInference(releasingWeights: true)
    return detector
  }
}
