import Files

extension TemporaryFolder {
  /// An idx file of bytes.
  static func idx(_ shape: [Int], _ items: [UInt8]) -> [UInt8] {
    let sizes = shape.flatMap { size in
      (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) }
    }
    return [0, 0, 8, UInt8(shape.count)] + sizes + items
  }

  /// A gzip file, its content stored.
  static func gzip(_ content: [UInt8]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    for start in stride(from: 0, through: max(0, content.count - 1), by: 65535) {
      let part = content[start..<min(start + 65535, content.count)]
      bytes += [start + 65535 >= content.count ? 1 : 0]
      bytes += little(part.count, 2) + little(~part.count, 2) + part
    }
    return bytes + little(Int(content.withUnsafeBytes { crc32(of: $0) }), 4)
      + little(content.count, 4)
  }

  /// MNIST's four files: `count` pictures to train with, half as many to test with.
  func digits(_ folder: String, count: Int, side: Int = 4, packed: Bool = false) throws {
    for (part, count) in [("train", count), ("t10k", count / 2)] {
      let pixels = (0..<count * side * side).map { UInt8(truncatingIfNeeded: $0 * 7) }
      let labels = (0..<count).map { UInt8($0 % 10) }
      for (name, bytes) in [
        ("\(part)-images-idx3-ubyte", Self.idx([count, side, side], pixels)),
        ("\(part)-labels-idx1-ubyte", Self.idx([count], labels)),
      ] {
        try file("\(folder)/\(name)\(packed ? ".gz" : "")", packed ? Self.gzip(bytes) : bytes)
      }
    }
  }
}
