import Checkpoints
import ShippedWeights

extension WeightsRegistry {
  /// What is registered with this version of the zoo.
  ///
  /// - Returns: The registry, empty where the program was installed without its manifest.
  /// - Throws: `CheckpointError`, where the manifest cannot be read.
  public static func shipped() throws(CheckpointError) -> WeightsRegistry {
    guard let manifest = ShippedWeights.manifest else {
      return WeightsRegistry(entries: [], shippedFolders: ShippedWeights.folders)
    }
    return try WeightsRegistry(manifest: manifest, shippedFolders: ShippedWeights.folders)
  }
}
