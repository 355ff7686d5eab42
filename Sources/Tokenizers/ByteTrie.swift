/// A tree of byte strings in one flat table: the longest known prefix of a text is found in one pass.
///
/// Compared byte by byte: Swift's strings take differently composed characters for equal, which the
/// tokens of a vocabulary are not.
struct ByteTrie: Sendable {
  /// The node of the empty string.
  static let root = 0
  /// The most nodes that a key has room for.
  private static let nodeLimit = 1 << 24

  /// Each slot holds node and byte, shifted by 32, and the child; children are never 0, so that 0 is
  /// an empty slot.
  private var slots: [UInt64]
  private var shift: UInt64
  /// The number of nodes, the root among them.
  private(set) var nodeCount = 1

  /// Creates a tree with room for about `capacity` nodes.
  init(capacity: Int = 64) {
    let bits = UInt64(Int.bitWidth - max(64, 2 * capacity - 1).leadingZeroBitCount)
    slots = [UInt64](repeating: 0, count: 1 << Int(bits))
    shift = 64 - bits
  }

  /// The node of a node's string followed by `byte`; nil if no string begins so.
  func child(of node: Int, _ byte: UInt8) -> Int? {
    let key = Self.key(node, byte)
    var slot = place(of: key)
    while slots[slot] != 0 {
      if slots[slot] >> 32 == key { return Int(slots[slot] & 0xFFFF_FFFF) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The node of a string; nil if no string begins so.
  func node(of bytes: some Sequence<UInt8>) -> Int? {
    var node = Self.root
    for byte in bytes {
      guard let child = child(of: node, byte) else { return nil }
      node = child
    }
    return node
  }

  /// The node of a string, which is made if need be; nil if the tree is full.
  mutating func insert(_ bytes: some Sequence<UInt8>) -> Int? {
    var node = Self.root
    for byte in bytes {
      guard let child = insert(byte, below: node) else { return nil }
      node = child
    }
    return node
  }

  private mutating func insert(_ byte: UInt8, below node: Int) -> Int? {
    let key = Self.key(node, byte)
    var slot = place(of: key)
    while slots[slot] != 0 {
      if slots[slot] >> 32 == key { return Int(slots[slot] & 0xFFFF_FFFF) }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard nodeCount < Self.nodeLimit else { return nil }
    slots[slot] = key << 32 | UInt64(nodeCount)
    nodeCount += 1
    if nodeCount > slots.count / 2 { grow() }
    return nodeCount - 1
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: 2 * old.count)
    shift -= 1
    for entry in old where entry != 0 {
      var slot = place(of: entry >> 32)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = entry
    }
  }

  private static func key(_ node: Int, _ byte: UInt8) -> UInt64 {
    UInt64(node) << 8 | UInt64(byte)
  }

  /// Fibonacci hashing: the upper bits of the product.
  private func place(of key: UInt64) -> Int {
    Int((key &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }
}
