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

  /// What the files of the networks are called.
  static let fileNames = ["generator", "discriminator", "encoder"]

  /// Reads the three networks, of whatever width.
  ///
  /// - Parameter path: The folder of a run, or the file of one of the networks beside the others.
  /// - Throws: `CheckpointError`, where files are missing, broken, or not those of the networks.
  public convenience init(contentsOf path: String) throws(CheckpointError) {
    let files = try NetworkFiles(path, networks: Self.fileNames)
    try self.init(
      files, generator: files.checkpoint(of: "generator", named: EfficientGenerator.name))
  }

  convenience init(
    _ files: NetworkFiles, generator checkpoint: Checkpoint
  ) throws(CheckpointError) {
    self.init(try Self.configuration(ofGenerator: checkpoint))
    try generator.load(checkpoint)
    try discriminator.load(
      files.checkpoint(of: "discriminator", named: JointDiscriminator.name))
    try encoder.load(files.checkpoint(of: "encoder", named: Encoder.name))
  }

  /// The configuration of a generator's checkpoint: what its notes say, else what its shapes show.
  ///
  /// - Throws: `CheckpointError`, where they are not those of a generator.
  public static func configuration(
    ofGenerator checkpoint: Checkpoint
  ) throws(CheckpointError) -> EfficientGANConfiguration {
    try noted(in: checkpoint, EfficientGenerator.name, "layer1.0.weight") { shape in
      EfficientGANConfiguration(latentSize: shape[1], width: Double(shape[0]) / 1024)
    }
  }

  /// The configuration of a discriminator's checkpoint: what its notes say, else what its shapes
  /// show.
  ///
  /// - Throws: `CheckpointError`, where they are not those of a discriminator.
  public static func configuration(
    ofDiscriminator checkpoint: Checkpoint
  ) throws(CheckpointError) -> EfficientGANConfiguration {
    try noted(in: checkpoint, JointDiscriminator.name, "z_layer1.weight") { shape in
      EfficientGANConfiguration(latentSize: shape[1], width: Double(shape[0]) / 512)
    }
  }

  /// The configuration of an encoder's checkpoint: what its notes say, else what its shapes show.
  ///
  /// - Throws: `CheckpointError`, where they are not those of an encoder.
  public static func configuration(
    ofEncoder checkpoint: Checkpoint
  ) throws(CheckpointError) -> EfficientGANConfiguration {
    try noted(in: checkpoint, Encoder.name, "last.weight") { shape in
      EfficientGANConfiguration(latentSize: shape[0], width: Double(shape[1]) / 6272)
    }
  }

  /// The configuration in the notes of a network, else the one that the shape of a linear layer's
  /// weights shows: of most widths it is rounded, so that other layers may not fit.
  private static func noted(
    in checkpoint: Checkpoint, _ name: String, _ tensor: String,
    else shown: (_ shape: [Int]) -> EfficientGANConfiguration
  ) throws(CheckpointError) -> EfficientGANConfiguration {
    let notes = CheckpointMetadata(checkpoint.metadata)
    if let noted = try notes.configuration(EfficientGANConfiguration.self, of: name) {
      return try valid(noted, checkpoint)
    }
    guard let shape = checkpoint[tensor]?.shape, shape.count == 2 else {
      let names = checkpoint.tensors.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
      throw .malformed(
        """
        \(checkpoint.path) is no checkpoint of \(name): it lacks a '\(tensor)' of a linear layer; it \
        holds \(names), …
        """)
    }
    return try valid(shown(shape), checkpoint)
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
