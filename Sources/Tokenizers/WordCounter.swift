/// Counts words, told apart byte by byte.
struct WordCounter {
  private var trie = ByteTrie(capacity: 1 << 16)
  /// How often the word of each node occurs.
  private var counts: [Int] = []
  /// The words that occur, with their nodes.
  private var found: [(bytes: [UInt8], node: Int)] = []

  /// Counts a word.
  ///
  /// - Parameter bytes: Its UTF-8.
  /// - Throws: `TokenizerError`, where words are too many to be kept apart.
  mutating func add(_ bytes: [UInt8]) throws(TokenizerError) {
    // Nobody's vocabulary needs words longer than this, which would fill the tree.
    guard bytes.count <= 400 else { return }
    guard let node = trie.insert(bytes) else {
      throw .malformed("more different words than a vocabulary is made of — use fewer texts")
    }
    if node >= counts.count {
      counts.append(
        contentsOf: repeatElement(0, count: max(counts.count, node + 1 - counts.count)))
    }
    if counts[node] == 0 { found.append((bytes, node)) }
    counts[node] += 1
  }

  /// The words by falling frequency, equally frequent ones in the order of their bytes.
  func words(minimumFrequency: Int) -> [String] {
    found.filter { counts[$0.node] >= minimumFrequency }
      .sorted { a, b in
        counts[a.node] == counts[b.node]
          ? a.bytes.lexicographicallyPrecedes(b.bytes) : counts[a.node] > counts[b.node]
      }
      .map { String(decoding: $0.bytes, as: UTF8.self) }
  }
}
