import Foundation

/// Calls `body` with the path of an empty folder, then deletes it.
func withFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = try makeFolder()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// Calls `body` with the path of an empty folder, then deletes it.
func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
  let folder = try makeFolder()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}

private func makeFolder() throws -> String {
  let folder = FileManager.default.temporaryDirectory.path + "/zoo-test-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  return folder
}

/// The names in a folder.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}
