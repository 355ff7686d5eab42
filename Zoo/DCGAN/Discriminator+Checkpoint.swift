import Checkpoints
import Layers

extension Discriminator {
  /// Creates the network of a checkpoint, of whatever width.
  ///
  /// - Parameter checkpoint: Weights under the published names.
  /// - Throws: `CheckpointError`, where they are not those of this network.
  public convenience init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    self.init(try Self.configuration(of: checkpoint))
    try load(checkpoint)
  }

  /// The notes that a checkpoint of the network carries.
  ///
  /// - Throws: `CheckpointError`, where they cannot be written as JSON.
  public func metadata() throws(CheckpointError) -> CheckpointMetadata {
    var metadata = CheckpointMetadata()
    metadata.model = Self.name
    try metadata.set(configuration, for: .configuration)
    return metadata
  }

  /// The configuration that the shapes of a checkpoint show.
  private static func configuration(
    of checkpoint: Checkpoint
  ) throws(CheckpointError) -> DiscriminatorConfiguration {
    if let held = CheckpointMetadata(checkpoint.metadata).model, held != name {
      throw .malformed("\(checkpoint.path) holds weights of '\(held.prefix(40))', not of \(name)")
    }
    var configuration = DiscriminatorConfiguration()
    configuration.channelCounts = []
    for number in 1...16 {
      let layer = "layer\(number)."
      guard checkpoint.tensors.contains(where: { $0.name.hasPrefix(layer) }) else { break }
      guard let shape = checkpoint["\(layer)0.weight"]?.shape, shape.count == 4 else {
        throw .malformed("\(checkpoint.path) is no checkpoint of \(name): no '\(layer)0.weight'")
      }
      if configuration.channelCounts.isEmpty { configuration.imageChannelCount = shape[1] }
      configuration.channelCounts.append(shape[0])
    }
    if let problem = configuration.problem {
      throw .malformed("\(checkpoint.path) is no checkpoint of \(name): \(problem)")
    }
    try checkpoint.check(weightCount: configuration.filterCount, of: name)
    return configuration
  }
}
