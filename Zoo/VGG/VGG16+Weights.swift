import Checkpoints
import Images
import Layers
import Tasks

extension VGG16 {
  /// ImageNet-1k, top-1 accuracy 71.592 %, top-5 90.382 %, as published by torchvision.
  public static let imageNet = PretrainedWeights(
    file: "vgg16-397923af.pth", preprocessing: .imageNet(size: 224), classes: .imageNet)

  /// The best weights at hand, ready for pictures: fetched ones, or the small ones that ship.
  ///
  /// Never connects: `zoo weights pull vgg16-imagenet` fetches the large ones.
  ///
  /// - Parameter name: The weights' registered name or path; the best of `vgg16` by default.
  /// - Returns: The network bound to its preprocessing and class names, prepared for inference.
  /// - Throws: `CheckpointError`, where no weights are at hand or they are broken.
  public static func pretrained(
    _ name: String = VGG16.name
  ) throws(CheckpointError) -> VGGClassifier {
    let weights = try WeightsRegistry.shipped().located(name)
    let classifier = try VGGClassifier.load(weights.path, as: VGG16.self)
    classifier.network.prepareForInference()
    return classifier
  }
}
