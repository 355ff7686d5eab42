import Foundation

/// Damaged copies of a file, the same in every run: bytes and whole numbers set to others, also
/// extreme ones, and parts removed, repeated or moved.
///
/// `ZOO_FUZZ_TRIALS` sets how many there are, for long runs by hand.
public struct Mutants: Sequence, IteratorProtocol {
  private let original: [UInt8]
  private var left: Int
  private var random: SplitMix

  private static let extremes: [UInt64] = [
    0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
    0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
  ]

  /// Damages `original`, which is not empty.
  public init(of original: [UInt8], count: Int = 300) {
    self.original = original
    left = ProcessInfo.processInfo.environment["ZOO_FUZZ_TRIALS"].flatMap { Int($0) } ?? count
    random = SplitMix(state: UInt64(original.count))
  }

  public mutating func next() -> [UInt8]? {
    guard left > 0 else { return nil }
    left -= 1
    var bytes = original
    for _ in 0...(left % 3) where !bytes.isEmpty { damage(&bytes) }
    return bytes
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    let at = position(in: bytes)
    switch Int.random(in: 0..<9, using: &random) {
    case 0, 1: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 3, 4, 5: setInteger(&bytes, at)
    case 6: bytes.removeSubrange(at..<end(after: at, bytes))
    case 7: bytes.insert(contentsOf: bytes[at..<end(after: at, bytes)], at: position(in: bytes))
    default: if left.isMultiple(of: 4) { bytes.removeSubrange(at...) }
    }
  }

  /// Headers and directories are at the ends: half of the damage is done there.
  private mutating func position(in bytes: [UInt8]) -> Int {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: Int.random(in: 0..<Swift.min(600, bytes.count), using: &random)
    case 1: Int.random(in: Swift.max(0, bytes.count - 300)..<bytes.count, using: &random)
    default: Int.random(in: bytes.indices, using: &random)
    }
  }

  private mutating func end(after start: Int, _ bytes: [UInt8]) -> Int {
    Swift.min(bytes.count, start + Int.random(in: 1...40, using: &random))
  }

  /// Writes an extreme or neighbouring value as an integer of 1, 2, 4 or 8 bytes, in either order.
  private mutating func setInteger(_ bytes: inout [UInt8], _ start: Int) {
    let size = Swift.min(1 << Int.random(in: 0..<4, using: &random), bytes.count - start)
    let isLittle = Bool.random(using: &random)
    var value = Self.extremes.randomElement(using: &random) ?? 0
    if Bool.random(using: &random) {
      value &-= UInt64.random(in: 0..<3, using: &random)
    }
    for index in 0..<size {
      let shift = UInt64(8 * (isLittle ? index : size - 1 - index))
      bytes[start + index] = UInt8(truncatingIfNeeded: value >> shift)
    }
  }
}

/// A seeded generator: the same numbers in every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var x = state
    x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
    return x ^ x >> 31
  }
}
