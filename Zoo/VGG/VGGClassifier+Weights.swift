import Checkpoints
import Images
import Layers
import Tasks

extension VGGClassifier {
  /// Every network of the family, by the name that checkpoints carry.
  public static var networks: [any VGGNetwork.Type] {
    [VGG11.self, VGG13.self, VGG16.self, VGG19.self]
  }

  /// Reads a classifier from a file, with the preprocessing and class names that it carries.
  ///
  /// - Parameters:
  ///   - path: A checkpoint of any format.
  ///   - network: What it is if it does not say so; it then is taken for one of torchvision.
  /// - Returns: The classifier.
  /// - Throws: `CheckpointError`, where the file is no checkpoint of such a network.
  public static func load(
    _ path: String, as network: any VGGNetwork.Type = VGG16.self
  ) throws(CheckpointError) -> VGGClassifier {
    let checkpoint = try Checkpoint.load(path)
    let metadata = CheckpointMetadata(checkpoint.metadata)
    var type = network
    if let name = metadata.model {
      guard let named = networks.first(where: { $0.name == name }) else {
        throw .malformed(
          "\(path) holds weights of the model '\(name.prefix(40))', not of \(network.name)")
      }
      type = named
    }
    let model = try type.init(checkpoint)
    let preprocessing =
      try metadata.value(Preprocessing.self, for: .preprocessing)
      ?? .imageNet(size: model.configuration.imageSize)
    let classCount = model.configuration.classCount
    let names =
      try metadata.value(ClassNames.self, for: .classes)
      ?? (classCount == ClassNames.imageNet.count ? .imageNet : ClassNames([]))
    return VGGClassifier(
      model, preprocessing: preprocessing, classes: names.filled(to: classCount),
      warnings: model.nonFiniteTensors(of: type.name))
  }
}
