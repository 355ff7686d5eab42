import Files

extension VOCFolder {
  /// Whether a folder has a list of pictures.
  public static func hasImageSet(_ name: String, in root: String) -> Bool {
    isRegularFile("\(root)/ImageSets/Main/\(name).txt")
  }

  /// The most bytes of a list.
  package static let imageSetByteLimit = 16 << 20

  /// The pictures that a list of `ImageSets/Main` names.
  ///
  /// - Parameters:
  ///   - name: The list, such as `train`, `val`, `trainval` or `test`.
  ///   - root: The folder of `Annotations`.
  /// - Returns: The first word of each line; a list of one class marks the others with −1, which
  ///   are left out.
  /// - Throws: `DatasetError` for a list that is missing, too large, or empty, names a picture twice, or names
  ///   one outside the folder.
  public static func imageSet(_ name: String, in root: String) throws(DatasetError) -> [String] {
    let path = "\(root)/ImageSets/Main/\(name).txt"
    let bytes: [UInt8]
    do {
      bytes = try MappedFile(path, intoMemory: true, atMost: imageSetByteLimit).content
    } catch {
      throw DatasetError(error)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed("\(path): it is not UTF-8")
    }
    var identifiers: [String] = []
    var seen: Set<[UInt8]> = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let identifier = words.first, words.dropFirst().first != "-1" else { continue }
      let place = "\(path): line \(index + 1)"
      guard !identifier.contains("/"), !identifier.hasPrefix("."), !identifier.contains("\0") else {
        throw .malformed("\(place): '\(escaped(identifier))' is no name of a picture")
      }
      guard seen.insert(Array(identifier.utf8)).inserted else {
        throw .malformed("\(place): \(escaped(identifier)) is there twice; remove one")
      }
      identifiers.append(identifier)
    }
    guard !identifiers.isEmpty else { throw .malformed("\(path): no picture is listed") }
    return identifiers
  }
}
