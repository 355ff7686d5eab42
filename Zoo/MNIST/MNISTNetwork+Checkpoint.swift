import Checkpoints
import Images
import Layers

extension MNISTNetwork {
  /// Creates the network of a checkpoint, of whatever form and number of classes.
  ///
  /// - Parameter checkpoint: Weights under the paths of this network.
  /// - Throws: `CheckpointError`, where they are not those of such a network.
  public convenience init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    self.init(try Self.configuration(of: checkpoint))
    try load(checkpoint)
  }

  /// Creates the network of a checkpoint with a new last layer, for classes of one's own.
  ///
  /// - Parameters:
  ///   - checkpoint: Weights under the paths of this network; its last layer is not used.
  ///   - classCount: The number of classes.
  /// - Throws: `CheckpointError`, where they are not those of such a network, or it has no such number
  ///   of classes.
  public convenience init(
    _ checkpoint: Checkpoint, newClassCount classCount: Int
  ) throws(CheckpointError) {
    var configuration = try Self.configuration(of: checkpoint)
    let isKept = configuration.classCount == classCount
    configuration.classCount = classCount
    if let problem = configuration.problem {
      throw .malformed("\(checkpoint.path) with a new last layer: \(problem)")
    }
    self.init(configuration)
    if isKept {
      try load(checkpoint)
      return
    }
    let last = state.suffix(2).map(\.path)
    let keyMap = KeyMap(extras: last) { last.contains($0) ? "replaced.\($0)" : $0 }
    let report = try load(checkpoint, keyMap: keyMap, partial: true)
    guard report.missing == last, report.unexpected.isEmpty, report.misshapen.isEmpty else {
      throw .mismatch(report)
    }
  }

  /// The configuration that a checkpoint's notes or the shapes of its tensors show.
  ///
  /// - Throws: `CheckpointError`, where they are not those of such a network.
  static func configuration(
    of checkpoint: Checkpoint
  ) throws(CheckpointError) -> MNISTConfiguration {
    let metadata = CheckpointMetadata(checkpoint.metadata)
    if let model = metadata.model, model != name {
      throw .malformed(
        "\(checkpoint.path) holds weights of the model '\(model.prefix(40))', not of \(name)")
    }
    var configuration: MNISTConfiguration
    if let stored = try metadata.value(MNISTConfiguration.self, for: .configuration) {
      configuration = stored
    } else if let shape = checkpoint["classifier.3.weight"]?.shape, let count = shape.first {
      configuration = MNISTConfiguration(.convolutional, classCount: count)
    } else {
      var layerCount = 1
      while checkpoint["layers.\(layerCount - 1).block.0.weight"] != nil, layerCount < 100 {
        layerCount += 1
      }
      guard layerCount > 1,
        let count = checkpoint["layers.\(layerCount - 1).weight"]?.shape.first
      else {
        let names = checkpoint.tensors.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
        throw .malformed(
          """
          \(checkpoint.path) is no checkpoint of \(name): it has neither 'classifier.3.weight' nor \
          'layers.0.block.0.weight'; it holds \(names), …
          """)
      }
      configuration = MNISTConfiguration(.connected, classCount: count, layerCount: layerCount)
      if checkpoint["layers.0.block.2.weight"] == nil { configuration.dropoutRate = 0 }
    }
    if let problem = configuration.problem {
      throw .malformed("\(checkpoint.path) is no checkpoint of \(name): \(problem)")
    }
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
    preprocessing: DigitPreprocessing, classes: [String]
  ) throws(CheckpointError) -> CheckpointMetadata {
    var metadata = CheckpointMetadata()
    metadata.model = Self.name
    try metadata.set(configuration, for: .configuration)
    try metadata.set(preprocessing, for: .preprocessing)
    try metadata.set(classes, for: .classes)
    return metadata
  }
}
