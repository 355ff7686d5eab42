import Checkpoints
import Layers

extension Generator {
  /// Creates the network of a checkpoint, of whatever size.
  ///
  /// - Parameter checkpoint: Weights under the published names. What configuration they have is in
  ///   the file's notes; one without is taken for a generator of 64×64 pictures.
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

  private static func configuration(
    of checkpoint: Checkpoint
  ) throws(CheckpointError) -> GeneratorConfiguration {
    let notes = CheckpointMetadata(checkpoint.metadata)
    if let held = notes.model, held != name {
      throw .malformed("\(checkpoint.path) holds weights of '\(held.prefix(40))', not of \(name)")
    }
    var configuration = try notes.value(GeneratorConfiguration.self, for: .configuration)
    if configuration == nil, let first = checkpoint["layer1.0.weight"]?.shape, first.count == 4,
      let last = checkpoint["last.0.weight"]?.shape, last.count == 4
    {
      var shown = GeneratorConfiguration.side64(latentSize: first[0], imageChannelCount: last[1])
      for index in shown.hidden.indices {
        guard let shape = checkpoint["layer\(index + 1).0.weight"]?.shape, shape.count == 4 else {
          continue
        }
        shown.hidden[index].channelCount = shape[1]
      }
      configuration = shown
    }
    guard let configuration else {
      let names = checkpoint.tensors.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
      throw .malformed(
        """
        \(checkpoint.path) is no checkpoint of \(name): it lacks 'layer1.0.weight' or \
        'last.0.weight'; it holds \(names), …
        """)
    }
    if let problem = configuration.problem {
      throw .malformed("\(checkpoint.path) is no checkpoint of \(name): \(problem)")
    }
    try checkpoint.check(weightCount: configuration.filterCount, of: name)
    return configuration
  }
}
