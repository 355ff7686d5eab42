import Files
import Foundation
import Layers

/// A folder with the name of a file of the run, or the reverse, would end the run when it writes; it is
/// found before the training.
extension RunDirectory {
  /// Checks the names that every run uses.
  func checkNames() throws(TrainingError) {
    let names = [
      Self.lockName, Self.configurationName, "log.jsonl", "last.state", "last.safetensors",
      "last.next.safetensors", "curves.png",
    ]
    try check(files: { names.contains($0) })
  }

  /// Checks the names that the training of a model uses beside.
  func checkNames(keeping keptCount: Int) throws(TrainingError) {
    let names = ["best.safetensors", "confusion.png", "precision-recall.png", "worst.png"]
    try check(files: { names.contains($0) || keptCount > 0 && Self.epoch(ofKept: $0) != nil })
  }

  /// Checks the names that the training of networks against each other uses beside.
  func checkNames(of networks: some Module, keeping keptCount: Int) throws(TrainingError) {
    var names = ["samples.png"]
    for case .module(let name, _) in networks.children { names.append("\(name).safetensors") }
    try check(
      files: { names.contains($0) },
      folders: {
        $0 == "samples" || keptCount > 0 && Self.epoch(of: $0) != nil
      })
  }

  /// What is kept of an epoch is called, without an extension.
  static func epochName(_ epoch: Int) -> String { "epoch-\(String(format: "%05d", epoch))" }

  /// The epoch that a name stands for; nil for whatever a user calls otherwise, which is not ours.
  static func epoch(of name: String) -> Int? {
    Int(name.dropFirst("epoch-".count)).flatMap { $0 > 0 && epochName($0) == name ? $0 : nil }
  }

  private func check(
    files: (String) -> Bool, folders: (String) -> Bool = { _ in false }
  ) throws(TrainingError) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      let path = file(name)
      if files(name), isFolder(path) {
        throw .file(.cannotCreate("\(path) is a folder where a run has a file — rename it"))
      }
      if folders(name), !isFolder(path) {
        throw .file(.cannotCreate("\(path) is a file where a run has a folder — rename it"))
      }
    }
  }
}
