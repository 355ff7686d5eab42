import Files
import Foundation

/// The files of an adversarial model, one for each network, in one folder.
///
/// They are called `generator.safetensors`, `digits-generator.safetensors` and so on: alike but for
/// the network.
public struct NetworkFiles {
  /// The networks, the one whose file is looked for in a folder first.
  private let networks: [String]
  private let folder: String
  /// What stands before and after the network in the files' names.
  private let affixes: (before: String, after: String)

  /// Finds the files that a path means.
  ///
  /// - Parameters:
  ///   - path: The folder of a run, the file of one network, or another file beside them, such as
  ///     `last.safetensors`.
  ///   - networks: The networks.
  /// - Throws: `CheckpointError`, where there are none.
  public init(_ path: String, networks: [String]) throws(CheckpointError) {
    self.networks = networks
    guard !isFolder(path) else {
      folder = path
      affixes = ("", ".safetensors")
      return
    }
    folder = Files.folder(of: path)
    let name = fileName(of: path)
    // The last of the names: what stands before it is the run's.
    let match = networks.compactMap { name.range(of: $0, options: .backwards) }
      .max { $0.lowerBound < $1.lowerBound }
    affixes =
      match.map { (String(name[..<$0.lowerBound]), String(name[$0.upperBound...])) }
      ?? ("", ".safetensors")
    if !isRegularFile(path) {
      throw .file(
        denial(of: path)
          ?? .notFound("\(path): no such file — give the folder of a run, or one of its files"))
    }
  }

  /// Checks the files that are registered against what is known of them.
  ///
  /// - Throws: `CheckpointError`, where one is missing or is not the registered one.
  public func verify(_ registry: WeightsRegistry?) throws(CheckpointError) {
    guard let registry else { return }
    for network in networks {
      let path = try path(of: network)
      if let entry = registry[fileName(of: path)] { try registry.verify(path, entry) }
    }
  }

  /// The file of a network.
  ///
  /// - Throws: `CheckpointError`, where it is missing.
  public func path(of network: String) throws(CheckpointError) -> String {
    let path = "\(folder)/\(affixes.before)\(network)\(affixes.after)"
    guard isRegularFile(path) else {
      throw .file(
        denial(of: path)
          ?? .notFound(
            "\(path): no such file — the files of \(networks.joined(separator: ", ")) must lie in "
              + "one folder, called alike"))
    }
    return path
  }

  /// What a network's file holds.
  ///
  /// - Throws: `CheckpointError`, where it is missing or broken, or of another network.
  public func checkpoint(
    of network: String, named name: String
  ) throws(CheckpointError) -> Checkpoint {
    let path = try path(of: network)
    let checkpoint = try Checkpoint.load(path)
    if let held = CheckpointMetadata(checkpoint.metadata).model, held != name {
      throw .malformed("\(path) holds weights of '\(held.prefix(40))', not of \(name)")
    }
    return checkpoint
  }
}
