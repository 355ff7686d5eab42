import Foundation

/// What a line of the command's `--json` output holds; empty if it is no object.
func object(_ line: some StringProtocol) throws -> [String: Any] {
  try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
}
