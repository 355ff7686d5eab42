import Checkpoints
import DCGAN
import Layers
import Tasks

extension AnoGANScorer {
  /// Reads a scorer from the files of a run, with the threshold that they carry.
  ///
  /// - Parameters:
  ///   - path: The folder of a run, or the file of one of the networks beside the other.
  ///   - registry: What is registered about the files: those that are, are verified.
  /// - Returns: The scorer, its networks prepared for inference.
  /// - Throws: `CheckpointError`, where files are missing, broken, or not those of the networks.
  public static func load(
    _ path: String, verifiedBy registry: WeightsRegistry? = nil
  ) throws(CheckpointError) -> AnoGANScorer {
    let files = try NetworkFiles(path, networks: ["generator", "discriminator"])
    try files.verify(registry)
    let checkpoint = try files.checkpoint(of: "generator", named: Generator.name)
    let generator = try Generator(checkpoint)
    let discriminator = try Discriminator(
      files.checkpoint(of: "discriminator", named: Discriminator.name))
    let (made, seen) = (generator.configuration, discriminator.configuration)
    guard made.imageSize == seen.imageSize, made.imageChannelCount == seen.imageChannelCount else {
      throw .malformed(
        """
        \(path): the generator makes pictures of \(made.imageSize) pixels and \
        \(made.imageChannelCount) channels, the discriminator takes \(seen.imageSize) and \
        \(seen.imageChannelCount) — take both from one training
        """)
    }
    guard made.imageChannelCount == 1 else {
      throw .malformed(
        """
        \(path): the generator makes pictures of \(made.imageChannelCount) channels; only grey ones \
        are scored — take one that was trained on grey pictures
        """)
    }
    let scoring = try AnomalyScoring.stored(in: checkpoint)
    // Before the preparation, which folds some tensors into others.
    let warnings =
      generator.nonFiniteTensors(of: "generator")
      + discriminator.nonFiniteTensors(of: "discriminator")
    generator.prepareForInference()
    discriminator.prepareForInference()
    return AnoGANScorer(generator, discriminator, scoring: scoring, warnings: warnings)
  }

  /// The weights at hand: fetched ones, or those that ship.
  ///
  /// Never connects: `zoo weights pull` fetches what is published.
  ///
  /// - Parameter name: The registered name or path of the generator's weights, the other networks beside
  ///   it; the best of `anogan.generator` by default.
  /// - Returns: The scorer, its networks prepared for inference.
  /// - Throws: `CheckpointError`, where no weights are at hand or they are broken.
  public static func pretrained(
    _ name: String = "\(AnoGANScorer.name).generator"
  ) throws(CheckpointError) -> AnoGANScorer {
    let registry = try WeightsRegistry.shipped()
    let found = try registry.located(name)
    return try load(found.path, verifiedBy: found.entry == nil ? nil : registry)
  }
}
