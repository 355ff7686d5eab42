/// Zeros, packed as tightly as deflate can: two bits for 258 bytes.
///
/// Source: RFC 1951, "DEFLATE Compressed Data Format Specification", section 3.2.7.
public enum DeflatedZeros {
  /// A deflate stream of `count` zeros, at least 1.
  public static func raw(_ count: Int) -> [UInt8] {
    var bits = Bits()
    bits.append(1, 1)  // the last block
    bits.append(2, 2)  // of codes of its own
    bits.append(29, 5)  // 286 codes of literals and lengths
    bits.append(0, 5)  // 1 code of distances
    bits.append(14, 4)  // 18 lengths of codes of lengths
    // In the order of the format 16, 17, 18, 0, 8, …, 1: 18 has one bit, 2 and 1 have two.
    for length in [0, 0, 1] + [Int](repeating: 0, count: 12) + [2, 0, 2] { bits.append(length, 3) }
    // The literal 0 has two bits, the end of the block too, a run of 258 bytes one.
    for (symbol, extra) in [(2, nil), (18, 138), (18, 117), (2, nil), (18, 28), (1, nil), (1, nil)]
      as [(Int, Int?)]
    {
      bits.code([18: "0", 1: "10", 2: "11"][symbol] ?? "")
      if let extra { bits.append(extra - 11, 7) }
    }
    bits.code("10")
    // A run and the distance 1 are a bit each, 0.
    bits.appendZeros(2 * ((count - 1) / 258))
    for _ in 0..<((count - 1) % 258) { bits.code("10") }
    bits.code("11")
    return bits.bytes
  }

  /// A zlib stream of `count` zeros.
  public static func zlib(_ count: Int) -> [UInt8] {
    let sum = count % 65521
    return [0x78, 0x9C] + raw(count) + [UInt8(sum >> 8), UInt8(sum & 255), 0, 1]
  }

  /// Bits, the lowest of a byte first.
  private struct Bits {
    var bytes: [UInt8] = []
    var used = 8

    mutating func append(_ value: Int, _ count: Int) {
      for bit in 0..<count { append(value >> bit & 1 == 1) }
    }

    mutating func code(_ text: String) {
      for character in text.utf8 { append(character == UInt8(ascii: "1")) }
    }

    mutating func appendZeros(_ count: Int) {
      let rest = count - min(count, 8 - used)
      used += count - rest
      guard rest > 0 else { return }
      bytes += [UInt8](repeating: 0, count: (rest + 7) / 8)
      used = (rest - 1) % 8 + 1
    }

    mutating func append(_ bit: Bool) {
      if used == 8 {
        bytes.append(0)
        used = 0
      }
      if bit { bytes[bytes.count - 1] |= 1 << used }
      used += 1
    }
  }
}
