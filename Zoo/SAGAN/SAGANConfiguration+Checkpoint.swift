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
        by: checkpoint, of: Self.name, first: "layer1.0", latentAxis: 0, channelAxis: 1,
        last: "last.0.weight", fullWidth: 512))
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
        by: checkpoint, of: Self.name, first: "layer1.0", latentAxis: nil, channelAxis: 0,
        last: "last.weight", fullWidth: 64))
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
  /// The configuration that the shapes of a checkpoint show.
  fileprivate static func held(
    by checkpoint: Checkpoint, of name: String, first: String, latentAxis: Int?, channelAxis: Int,
    last: String, fullWidth: Int
  ) throws(CheckpointError) -> SAGANConfiguration {
    if let held = CheckpointMetadata(checkpoint.metadata).model, held != name {
      throw .malformed("\(checkpoint.path) holds weights of '\(held.prefix(40))', not of \(name)")
    }
    let spellings = ["weight_orig", "parametrizations.weight.original"]
    guard let shape = spellings.lazy.compactMap({ checkpoint["\(first).\($0)"]?.shape }).first,
      shape.count == 4, let output = checkpoint[last]?.shape, output.count == 4
    else {
      let names = checkpoint.tensors.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
      throw .malformed(
        """
        \(checkpoint.path) is no checkpoint of \(name): it lacks '\(first).weight_orig' or \
        '\(last)'; it holds \(names), …
        """)
    }
    let configuration = SAGANConfiguration(
      latentSize: latentAxis.map { shape[$0] } ?? 20,
      imageChannelCount: latentAxis == nil ? shape[1] : output[1],
      width: Double(shape[channelAxis]) / Double(fullWidth))
    if let problem = configuration.problem {
      throw .malformed("\(checkpoint.path) is no checkpoint of \(name): \(problem)")
    }
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
