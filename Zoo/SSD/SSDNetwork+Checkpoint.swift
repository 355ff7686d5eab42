import Checkpoints
import Images
import Layers
import Tasks

extension SSDNetwork {
  /// Creates the network of a checkpoint, of whatever width and number of classes.
  ///
  /// - Parameter checkpoint: Weights under the published names.
  /// - Throws: `CheckpointError`, where they are not those of this network.
  public init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    self.init(try Self.configuration(of: checkpoint))
    try load(checkpoint)
  }

  /// Creates the network of a checkpoint with new heads for classes of one's own.
  ///
  /// The heads that move the boxes do not depend on the classes and stay.
  ///
  /// - Parameters:
  ///   - checkpoint: Weights under the published names; the heads that name classes are not used.
  ///   - classCount: The number of classes, background not counted.
  /// - Throws: `CheckpointError`, where they are not those of this network.
  public init(_ checkpoint: Checkpoint, newClassCount classCount: Int) throws(CheckpointError) {
    var configuration = try Self.configuration(of: checkpoint)
    configuration.classCount = classCount
    self.init(configuration)
    let heads = Self.featureMaps.indices.flatMap { ["conf.\($0).weight", "conf.\($0).bias"] }
    let keyMap = KeyMap(extras: heads) { heads.contains($0) ? "replaced.\($0)" : $0 }
    let report = try load(checkpoint, keyMap: keyMap, partial: true)
    guard report.missing == heads, report.unexpected.isEmpty, report.misshapen.isEmpty else {
      throw .mismatch(report)
    }
  }

  /// The configuration of a checkpoint: the width that it notes, and what its shapes show.
  ///
  /// Channels are rounded, so that their number does not tell the width; without notes it is taken
  /// for that of conv7.
  ///
  /// - Throws: `CheckpointError`, where they are not those of this network.
  static func configuration(of checkpoint: Checkpoint) throws(CheckpointError) -> SSDConfiguration {
    let last = extraLayers.count - 1
    guard let fc7 = checkpoint["vgg.33.weight"]?.shape.first,
      let outputs = checkpoint["conf.0.weight"]?.shape.first,
      checkpoint["extras.\(last).weight"] != nil
    else {
      let names = checkpoint.tensors.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
      throw .malformed(
        """
        \(checkpoint.path) is no checkpoint of \(name): it lacks 'vgg.33.weight', 'conf.0.weight' \
        or 'extras.\(last).weight'; it holds \(names), …
        """)
    }
    if checkpoint["extras.\(last + 1).weight"] != nil {
      throw .malformed(
        "\(checkpoint.path) holds more 'extras' than \(name) has — is it of another picture size?")
    }
    let noted = try CheckpointMetadata(checkpoint.metadata)
      .configuration(SSDConfiguration.self, of: name)
    let boxesPerCell = featureMaps[0].boxesPerCell
    let configuration = SSDConfiguration(
      classCount: outputs / boxesPerCell - 1, width: noted?.width ?? Double(fc7) / 1024,
      imageSize: imageSize)
    if let problem = configuration.problem {
      throw .malformed("\(checkpoint.path) is no checkpoint of \(name): \(problem)")
    }
    let (conv4, conv7) = (configuration.channels(512), configuration.channels(1024))
    try checkpoint.check(
      [
        "vgg.33.weight": [conv7, conv7, 1, 1],
        "conf.0.weight": [boxesPerCell * (configuration.classCount + 1), conv4, 3, 3],
      ], of: "\(name) of width \(configuration.width)")
    return configuration
  }

  /// How a checkpoint says that a picture becomes its input; nil where it does not.
  ///
  /// - Throws: `CheckpointError`, where that does not make an input of this network.
  static func preprocessing(
    of checkpoint: Checkpoint
  ) throws(CheckpointError) -> Preprocessing? {
    let metadata = CheckpointMetadata(checkpoint.metadata)
    let noted = try metadata.value(Preprocessing.self, for: .preprocessing)
    guard let noted, noted != normalized(as: noted) else { return noted }
    throw .malformed(
      """
      \(checkpoint.path): its note 'preprocessing' does not fit \(name), which takes the whole \
      picture as \(imageSize)×\(imageSize) pixels of red, green and blue, sampled plainBilinear
      """)
  }

  /// The names of the classes of a checkpoint, background not counted: those of Pascal VOC where it
  /// has as many and does not name them, as published ones.
  ///
  /// - Throws: `CheckpointError`, where the checkpoint is not one of this network.
  static func classNames(of checkpoint: Checkpoint) throws(CheckpointError) -> ClassNames {
    let count = try configuration(of: checkpoint).classCount
    let names = try CheckpointMetadata(checkpoint.metadata).value(ClassNames.self, for: .classes)
    return (names ?? (count == ClassNames.voc.count ? .voc : ClassNames([]))).filled(to: count)
  }

  /// The notes that a checkpoint of the network carries: what a prediction needs.
  ///
  /// - Parameters:
  ///   - preprocessing: How a picture becomes an input.
  ///   - classes: What the classes are called, background not counted.
  /// - Returns: The notes.
  /// - Throws: `CheckpointError`, where they cannot be written as JSON.
  public func metadata(
    preprocessing: some Encodable = Self.preprocessing, classes: [String]
  ) throws(CheckpointError) -> CheckpointMetadata {
    var metadata = CheckpointMetadata()
    metadata.model = Self.name
    try metadata.set(configuration, for: .configuration)
    try metadata.set(preprocessing, for: .preprocessing)
    try metadata.set(classes, for: .classes)
    return metadata
  }
}
