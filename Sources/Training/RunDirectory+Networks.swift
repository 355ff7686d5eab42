import Checkpoints
import Files
import Foundation
import Images
import Layers

/// A file for each network of an adversarial model, beside the last state of all.
extension RunDirectory {
  /// The file of a network: `generator.safetensors`.
  public func networkPath(_ network: String) -> String { file("\(network).safetensors") }

  /// Saves each child of a module on its own, under its published names.
  ///
  /// - Parameters:
  ///   - networks: The module whose children are the networks.
  ///   - metadata: The notes of a network's file; those of the run are added.
  /// - Throws: `TrainingError`, where a file cannot be written; the one before remains.
  public func saveNetworks(
    of networks: some Module, _ metadata: (_ network: String) throws -> CheckpointMetadata
  ) throws {
    for case .module(let name, let network) in networks.children {
      var notes = try metadata(name)
      notes.entries.merge(self.metadata.entries) { own, _ in own }
      let path = networkPath(name)
      try withCheckpoints { () throws(CheckpointError) in
        try Checkpoint.write(network, to: path, metadata: notes)
      }
    }
  }

  /// Keeps the files of the networks as they are after an epoch, in a folder of the epoch's.
  func keepNetworks(of networks: some Module, epoch: Int) throws(TrainingError) {
    let folder = file(Self.epochName(epoch))
    try withFiles { () throws(FileError) in try createFolder(folder) }
    for case .module(let name, _) in networks.children {
      let path = networkPath(name)
      // A network's file is replaced by renaming, never changed.
      try withFiles { () throws(FileError) in
        try link(path, as: "\(folder)/\(name).safetensors")
      }
    }
  }

  /// Saves what the networks made of always the same latent vectors: as `samples.png`, and among those
  /// of the other epochs in the folder `samples`.
  func save(samples: Image, epoch: Int) throws(TrainingError) {
    let folder = file("samples")
    try withFiles { () throws(FileError) in try createFolder(folder) }
    try save(samples, "\(folder)/\(Self.epochName(epoch)).png")
    try save(samples, file("samples.png"))
  }
}
