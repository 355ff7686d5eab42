import Checkpoints
import Layers

extension VGGNetwork {
  /// Creates the network of a checkpoint, of whatever width and number of classes.
  ///
  /// - Parameter checkpoint: Weights under the published names.
  /// - Throws: `CheckpointError`, where they are not those of this network.
  public init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    self.init(try Self.configuration(of: checkpoint))
    try load(checkpoint)
  }

  /// Creates the network of a checkpoint with a new last layer, for classes of one's own.
  ///
  /// - Parameters:
  ///   - checkpoint: Weights under the published names; its last layer is not used.
  ///   - classCount: The number of classes.
  /// - Throws: `CheckpointError`, where they are not those of this network.
  public init(_ checkpoint: Checkpoint, newClassCount classCount: Int) throws(CheckpointError) {
    var configuration = try Self.configuration(of: checkpoint)
    configuration.classCount = classCount
    self.init(configuration)
    resetHead()
    let head = ["classifier.6.weight", "classifier.6.bias"]
    let keyMap = KeyMap(extras: head) { head.contains($0) ? "replaced.\($0)" : $0 }
    let report = try load(checkpoint, keyMap: keyMap, partial: true)
    guard report.missing == head, report.unexpected.isEmpty, report.misshapen.isEmpty else {
      throw .mismatch(report)
    }
  }

  /// The configuration of a checkpoint: the width that it notes, and what its shapes show.
  ///
  /// Channels are rounded, so that their number does not tell the width; without notes it is taken
  /// for that of the first layer.
  ///
  /// - Throws: `CheckpointError`, where they are not those of this network.
  static func configuration(of checkpoint: Checkpoint) throws(CheckpointError) -> VGGConfiguration {
    guard let first = checkpoint["features.0.weight"]?.shape.first,
      let hidden = checkpoint["classifier.0.weight"]?.shape,
      let classCount = checkpoint["classifier.6.weight"]?.shape.first, hidden.count == 2
    else {
      let names = checkpoint.tensors.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
      throw .malformed(
        """
        \(checkpoint.path) is no checkpoint of \(name): it lacks 'features.0.weight', \
        'classifier.0.weight' or 'classifier.6.weight'; it holds \(names), …
        """)
    }
    if checkpoint["features.1.weight"] != nil {
      throw .malformed(
        """
        \(checkpoint.path) holds \(name) with batch normalization, which is another network — use \
        the weights without
        """)
    }
    let noted = try CheckpointMetadata(checkpoint.metadata)
      .configuration(VGGConfiguration.self, of: name)
    var configuration = VGGConfiguration(
      classCount: classCount, width: noted?.width ?? Double(first) / 64)
    if configuration.problem == nil {
      let cells = Double(hidden[1]) / Double(configuration.channels(512))
      configuration.imageSize = 32 * Int(min(1000, cells.squareRoot().rounded()))
    }
    if let problem = configuration.problem {
      throw .malformed("\(checkpoint.path) is no checkpoint of \(name): \(problem)")
    }
    let cells = configuration.gridSize * configuration.gridSize
    try checkpoint.check(
      ["classifier.0.weight": [configuration.hiddenCount, configuration.channels(512) * cells]],
      of: "\(name) of width \(configuration.width)")
    return configuration
  }

  /// The notes that a checkpoint of the network carries: what a prediction needs.
  ///
  /// - Parameters:
  ///   - preprocessing: How a picture becomes an input.
  ///   - classes: What the logits mean.
  /// - Returns: The notes.
  /// - Throws: `CheckpointError`, where they cannot be written as JSON.
  public func metadata(
    preprocessing: some Encodable, classes: [String]
  ) throws(CheckpointError) -> CheckpointMetadata {
    var metadata = CheckpointMetadata()
    metadata.model = Self.name
    try metadata.set(configuration, for: .configuration)
    try metadata.set(preprocessing, for: .preprocessing)
    try metadata.set(classes, for: .classes)
    return metadata
  }
}
