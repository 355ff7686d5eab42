/// Which classes data have, and whether a network has them too.
enum ClassList {
  /// The classes of data in the order of their labels.
  ///
  /// - Parameter found: The classes that occur.
  /// - Returns: VOC's 20 if no other occurs; else those that occur, by the bytes of their names.
  static func names(found: Set<String>) -> [String] {
    found.isSubset(of: VOCFolder.classes) ? VOCFolder.classes : found.sorted(by: precedes)
  }

  /// Stops where a class occurs that a network does not have.
  static func check(
    found: Set<String>, expected: [String], source: String,
    cure: String = "rename the classes, or train a new head"
  ) throws(DatasetError) {
    let unknown = found.subtracting(expected).sorted(by: precedes)
    guard !unknown.isEmpty else { return }
    func list(_ names: [String]) -> String { names.map(escaped).joined(separator: ", ") }
    throw .malformed(
      "\(source): the network has no class \(list(unknown)). The data have "
        + "\(list(found.sorted(by: precedes))); the network has \(list(expected))"
        + " — \(cure)")
  }
}
