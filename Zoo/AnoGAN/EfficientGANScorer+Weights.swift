import Checkpoints
import Layers
import Tasks

extension EfficientGANScorer {
  /// Reads a scorer from the files of a run, with the threshold that they carry.
  ///
  /// - Parameters:
  ///   - path: The folder of a run, or the file of one of the networks beside the others.
  ///   - registry: What is registered about the files: those that are, are verified.
  /// - Returns: The scorer, its networks prepared for inference.
  /// - Throws: `CheckpointError`, where files are missing, broken, or not those of the networks.
  public static func load(
    _ path: String, verifiedBy registry: WeightsRegistry? = nil
  ) throws(CheckpointError) -> EfficientGANScorer {
    let files = try NetworkFiles(path, networks: EfficientGAN.fileNames)
    try files.verify(registry)
    let generator = try files.checkpoint(of: "generator", named: EfficientGenerator.name)
    let scoring = try AnomalyScoring.stored(in: generator)
    let networks = try EfficientGAN(files, generator: generator)
    // Before the preparation, which folds some tensors into others.
    let warnings = networks.networks.flatMap { $0.module.nonFiniteTensors(of: $0.file) }
    networks.prepareForInference()
    return EfficientGANScorer(networks, scoring: scoring, warnings: warnings)
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
    let registry = try WeightsRegistry.shipped()
    let found = try registry.located(name)
    return try load(found.path, verifiedBy: found.entry == nil ? nil : registry)
  }
}
