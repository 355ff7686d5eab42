import Checkpoints
import Layers

extension Generator {
  /// Creates the network of a checkpoint, of whatever width.
  ///
  /// - Parameter checkpoint: Weights under the published names, in either spelling of spectral
  ///   normalization; singular vectors `v` that it lacks are computed.
  /// - Throws: `CheckpointError`, where they are not those of this network.
  public convenience init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    self.init(
      try .held(
        by: checkpoint,
        SAGANShapes(
          name: Self.name, last: "last.0.weight", fullCounts: [512, 256, 128, 64],
          isGenerator: true)))
    try load(spectral: checkpoint)
  }

  /// The notes that a checkpoint of the network carries.
  ///
  /// - Throws: `CheckpointError`, where they cannot be written as JSON.
  public func metadata() throws(CheckpointError) -> CheckpointMetadata {
    try configuration.metadata(of: Self.name)
  }
}

extension Discriminator {
  /// Creates the network of a checkpoint, of whatever width.
  ///
  /// - Parameter checkpoint: Weights under the published names, in either spelling of spectral
  ///   normalization; singular vectors `v` that it lacks are computed.
  /// - Throws: `CheckpointError`, where they are not those of this network.
  public convenience init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    self.init(
      try .held(
        by: checkpoint,
        SAGANShapes(
          name: Self.name, last: "last.weight", fullCounts: [64, 128, 256, 512],
          isGenerator: false)))
    try load(spectral: checkpoint)
  }

  /// The notes that a checkpoint of the network carries.
  ///
  /// - Throws: `CheckpointError`, where they cannot be written as JSON.
  public func metadata() throws(CheckpointError) -> CheckpointMetadata {
    try configuration.metadata(of: Self.name)
  }
}

extension Module {
  /// Fills the network; singular vectors `v` that the file lacks follow from `u`.
  ///
  /// - Parameter checkpoint: The tensors.
  /// - Throws: `CheckpointError.mismatch`, where names or shapes do not fit.
  public func load(spectral checkpoint: Checkpoint) throws(CheckpointError) {
    let report = try load(checkpoint, keyMap: .spectralNormalization)
    completeSpectralVectors(report.absent)
  }
}

extension SAGANConfiguration {
  /// The configuration in the notes of a checkpoint; where there are none, the one that its shapes
  /// show.
  fileprivate static func held(
    by checkpoint: Checkpoint, _ shapes: SAGANShapes
  ) throws(CheckpointError) -> SAGANConfiguration {
    let name = shapes.name
    let notes = CheckpointMetadata(checkpoint.metadata)
    if let held = notes.model, held != name {
      throw .malformed("\(checkpoint.path) holds weights of '\(held.prefix(40))', not of \(name)")
    }
    let noted = try notes.value(SAGANConfiguration.self, for: .configuration)
    guard let configuration = noted ?? shapes.configuration(of: checkpoint) else {
      let names = checkpoint.tensors.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
      throw .malformed(
        """
        \(checkpoint.path) is no checkpoint of \(name): it lacks 'layer1.0.weight_orig' or \
        '\(shapes.last)'; it holds \(names), …
        """)
    }
    if let problem = configuration.problem {
      throw .malformed("\(checkpoint.path) is no checkpoint of \(name): \(problem)")
    }
    try checkpoint.check(weightCount: shapes.filterCount(of: configuration), of: name)
    return configuration
  }

  /// The notes that a checkpoint of the network called `name` carries.
  fileprivate func metadata(of name: String) throws(CheckpointError) -> CheckpointMetadata {
    var metadata = CheckpointMetadata()
    metadata.model = name
    try metadata.set(self, for: .configuration)
    return metadata
  }
}
