import Checkpoints
import Layers

extension EfficientGAN {
  /// The networks by the names of their files.
  public var networks: [(file: String, name: String, module: any Module)] {
    [
      ("generator", EfficientGenerator.name, generator),
      ("discriminator", JointDiscriminator.name, discriminator),
      ("encoder", Encoder.name, encoder),
    ]
  }

  /// Reads the three networks, of whatever width.
  ///
  /// - Parameter path: The folder of a run, or the file of one of the networks beside the others.
  /// - Throws: `CheckpointError`, where files are missing, broken, or not those of the networks.
  public convenience init(contentsOf path: String) throws(CheckpointError) {
    let files = try NetworkFiles(path, networks: ["generator", "discriminator", "encoder"])
    let generator = try files.checkpoint(of: "generator", named: EfficientGenerator.name)
    self.init(try Self.configuration(ofGenerator: generator))
    for (file, name, module) in networks {
      try module.load(files.checkpoint(of: file, named: name))
    }
  }

  /// The configuration that the shapes of a generator's checkpoint show.
  ///
  /// - Throws: `CheckpointError`, where they are not those of a generator.
  public static func configuration(
    ofGenerator checkpoint: Checkpoint
  ) throws(CheckpointError) -> EfficientGANConfiguration {
    let shape = try shape(of: "layer1.0.weight", in: checkpoint, EfficientGenerator.name)
    return try valid(
      EfficientGANConfiguration(latentSize: shape[1], width: Double(shape[0]) / 1024), checkpoint)
  }

  /// The configuration that the shapes of a discriminator's checkpoint show.
  ///
  /// - Throws: `CheckpointError`, where they are not those of a discriminator.
  public static func configuration(
    ofDiscriminator checkpoint: Checkpoint
  ) throws(CheckpointError) -> EfficientGANConfiguration {
    let shape = try shape(of: "z_layer1.weight", in: checkpoint, JointDiscriminator.name)
    return try valid(
      EfficientGANConfiguration(latentSize: shape[1], width: Double(shape[0]) / 512), checkpoint)
  }

  /// The configuration that the shapes of an encoder's checkpoint show.
  ///
  /// - Throws: `CheckpointError`, where they are not those of an encoder.
  public static func configuration(
    ofEncoder checkpoint: Checkpoint
  ) throws(CheckpointError) -> EfficientGANConfiguration {
    let shape = try shape(of: "last.weight", in: checkpoint, Encoder.name)
    return try valid(
      EfficientGANConfiguration(latentSize: shape[0], width: Double(shape[1]) / 6272), checkpoint)
  }

  /// The shape of a linear layer's weights.
  private static func shape(
    of tensor: String, in checkpoint: Checkpoint, _ name: String
  ) throws(CheckpointError) -> [Int] {
    guard let shape = checkpoint[tensor]?.shape, shape.count == 2 else {
      let names = checkpoint.tensors.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
      throw .malformed(
        """
        \(checkpoint.path) is no checkpoint of \(name): it lacks a '\(tensor)' of a linear layer; it \
        holds \(names), …
        """)
    }
    return shape
  }

  private static func valid(
    _ configuration: EfficientGANConfiguration, _ checkpoint: Checkpoint
  ) throws(CheckpointError) -> EfficientGANConfiguration {
    guard let problem = configuration.problem else { return configuration }
    throw .malformed("\(checkpoint.path) is no checkpoint of Efficient GAN: \(problem)")
  }

  /// The notes that the checkpoint of a network carries.
  ///
  /// - Parameters:
  ///   - name: The network's name.
  ///   - scoring: How pictures are scored.
  /// - Returns: The notes.
  /// - Throws: `CheckpointError`, where they cannot be written as JSON.
  public func metadata(
    of name: String, scoring: AnomalyScoring? = nil
  ) throws(CheckpointError) -> CheckpointMetadata {
    var metadata = CheckpointMetadata()
    metadata.model = name
    try metadata.set(configuration, for: .configuration)
    if let scoring { try metadata.set(scoring, for: .scoring) }
    return metadata
  }
}
