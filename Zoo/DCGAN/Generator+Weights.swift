import Checkpoints
import Layers
import Tasks

extension Generator {
  /// The best weights at hand, ready to make pictures: those that ship.
  ///
  /// - Parameter name: The weights' registered name or path; the best of `dcgan.generator` by default.
  /// - Returns: The network, prepared for inference.
  /// - Throws: `CheckpointError`, where no weights are at hand or they are broken.
  public static func pretrained(
    _ name: String = Generator.name
  ) throws(CheckpointError) -> Generator {
    let generator = try Generator(Checkpoint.load(WeightsRegistry.shipped().located(name).path))
    generator.prepareForInference()
    return generator
  }
}
