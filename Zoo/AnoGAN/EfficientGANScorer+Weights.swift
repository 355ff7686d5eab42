import Checkpoints
import Layers
import Tasks

extension EfficientGANScorer {
  /// Reads a scorer from the files of a run, with the threshold that they carry.
  ///
  /// - Parameter path: The folder of a run, or the file of one of the networks beside the others.
  /// - Returns: The scorer, its networks prepared for inference.
  /// - Throws: `CheckpointError`, where files are missing, broken, or not those of the networks.
  public static func load(_ path: String) throws(CheckpointError) -> EfficientGANScorer {
    let networks = try EfficientGAN(contentsOf: path)
    let scoring = try AnomalyScoring.stored(at: path, generator: EfficientGenerator.name)
    networks.prepareForInference()
    return EfficientGANScorer(networks, scoring: scoring)
  }

  /// The weights at hand: fetched ones, or those that ship.
  ///
  /// Never connects: `zoo weights pull` fetches what is published.
  ///
  /// - Parameter name: The registered name or path of the generator's weights, the other networks beside
  ///   it; the best of `efficientgan.generator` by default.
  /// - Returns: The scorer, its networks prepared for inference.
  /// - Throws: `CheckpointError`, where no weights are at hand or they are broken.
  public static func pretrained(
    _ name: String = EfficientGenerator.name
  ) throws(CheckpointError) -> EfficientGANScorer {
    try load(WeightsRegistry.shipped().located(name).path)
  }
}

extension AnomalyScoring {
  /// What the generator's file says; the defaults where it says nothing.
  static func stored(
    at path: String, generator name: String
  ) throws(CheckpointError) -> AnomalyScoring {
    let files = try NetworkFiles(path, networks: ["generator", "discriminator", "encoder"])
    let checkpoint = try files.checkpoint(of: "generator", named: name)
    let notes = CheckpointMetadata(checkpoint.metadata)
    return try notes.value(AnomalyScoring.self, for: .scoring) ?? AnomalyScoring()
  }
}
