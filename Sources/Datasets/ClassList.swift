/// Which classes data have, and whether a network has them too.
enum ClassList {
  /// The classes of data in the order of their labels.
  ///
  /// - Parameters:
  ///   - found: The classes that occur.
  ///   - expected: Those that a network has already, if any.
  ///   - source: The folder or file, for a message.
  /// - Returns: The expected ones; or VOC's 20 if no other occurs; or those that occur, by the bytes
  ///   of their names.
  /// - Throws: `DatasetError.malformed`, with both lists, if one occurs that is not expected.
  static func names(
    found: Set<String>, expected: [String]?, source: String
  ) throws(DatasetError) -> [String] {
    let sorted = found.sorted(by: precedes)
    guard let expected else {
      return found.isSubset(of: VOCFolder.classes) ? VOCFolder.classes : sorted
    }
    try check(found: found, expected: expected, source: source)
    return expected
  }

  /// Stops where a class occurs that a network does not have.
  static func check(
    found: Set<String>, expected: [String], source: String
  ) throws(DatasetError) {
    let unknown = found.subtracting(expected).sorted(by: precedes)
    guard !unknown.isEmpty else { return }
    func list(_ names: [String]) -> String { names.map(escaped).joined(separator: ", ") }
    throw .malformed(
      "\(source): the network has no class \(list(unknown)). The data have "
        + "\(list(found.sorted(by: precedes))); the network has \(list(expected))"
        + " — rename the classes, or train a new head")
  }
}
