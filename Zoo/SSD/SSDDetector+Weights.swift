import Checkpoints
import Layers
import Tasks

extension SSDDetector {
  /// Every network of the family, by the name that checkpoints carry.
  public static var networks: [any SSDNetwork.Type] { [SSD300.self, SSD512.self] }

  /// Reads a detector from a file, with the preprocessing and class names that it carries.
  ///
  /// - Parameters:
  ///   - path: A checkpoint of any format.
  ///   - network: What it is if it does not say so; it then is taken for one of ssd.pytorch.
  /// - Returns: The detector.
  /// - Throws: `CheckpointError`, where the file is no checkpoint of such a network.
  public static func load(
    _ path: String, as network: any SSDNetwork.Type = SSD300.self
  ) throws(CheckpointError) -> SSDDetector {
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
    let preprocessing = try type.preprocessing(of: checkpoint) ?? type.preprocessing
    return SSDDetector(
      model, preprocessing: preprocessing, classes: try type.classNames(of: checkpoint),
      warnings: model.nonFiniteTensors(of: type.name))
  }
}
