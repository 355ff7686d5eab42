import Checkpoints
import Foundation
import Testing

/// The files that the tests read.
enum Fixtures {
  /// The path of the fixture `name`.
  static func path(_ name: String) -> String {
    Bundle.module.bundlePath + "/Fixtures/" + name
  }

  /// The bytes of the fixture `name`.
  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}

/// Calls `body` with the path of a file that holds `bytes`, then deletes it.
func withFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
  try withFolder { folder in
    let path = folder + "/file"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try body(path)
  }
}

/// The tensors of a file with these bytes.
func tensors(of bytes: [UInt8]) throws -> Checkpoint {
  try withFile(bytes) { try Checkpoint.load($0) }
}

/// Calls `body` with the path of an empty folder, then deletes it.
func withFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.path + "/zoo-test-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// Runs `body` with a folder that is deleted afterwards.
func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
  let folder = FileManager.default.temporaryDirectory.path + "/zoo-test-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}
