/// One pass over a text: cleans it, finds its words and takes them apart.
struct WordSplitter {
  /// What was found.
  private(set) var tokens: [Token] = []

  private let tokenizer: WordPiece
  private let trie: ByteTrie
  private let marks: [Unicode.Scalar]
  private var page: CleaningTable.Page
  private var pageNumber = 0

  /// The UTF-8 of the word so far, with room for the longest.
  private var bytes: [UInt8]
  private var byteCount = 0
  /// For each character of the word where its bytes begin, and which character of the text it is of.
  private var places: [(start: Int, origin: Int)]
  /// The characters of the word; those beyond the limit are counted only.
  private var wordCount = 0
  private var lastOrigin = 0

  init(_ tokenizer: WordPiece) {
    self.tokenizer = tokenizer
    trie = tokenizer.vocabulary.trie
    bytes = [UInt8](repeating: 0, count: 4 * tokenizer.wordLimit)
    places = Array(repeating: (0, 0), count: tokenizer.wordLimit)
    marks = tokenizer.recognized.map { $0.scalars[0] }
    page = tokenizer.table.page(0)
  }

  /// Reads a text.
  mutating func read(_ text: String) {
    let scalars = text.unicodeScalars
    tokens.reserveCapacity(text.utf8.count / 4)
    var index = scalars.startIndex
    var position = 0
    while index != scalars.endIndex {
      let scalar = scalars[index]
      if marks.contains(scalar), let special = special(at: index, in: scalars) {
        endWord()
        tokens.append(Token(id: special.id, range: position..<position + special.count))
        index = scalars.index(index, offsetBy: special.count)
        position += special.count
        continue
      }
      read(scalar, at: position)
      index = scalars.index(after: index)
      position += 1
    }
    endWord()
  }

  /// The special token that is spelled out at a place; nil if none is.
  private func special(
    at index: String.Index, in scalars: String.UnicodeScalarView
  ) -> (id: Int, count: Int)? {
    let found = tokenizer.recognized.first { scalars[index...].starts(with: $0.scalars) }
    return found.map { ($0.id, $0.scalars.count) }
  }

  @inline(__always)
  private mutating func read(_ scalar: Unicode.Scalar, at position: Int) {
    let number = Int(scalar.value >> 8)
    if number != pageNumber {
      page = tokenizer.table.page(number)
      pageNumber = number
    }
    let single = page.single[Int(scalar.value & 0xFF)]
    guard single == CleaningTable.several else {
      return add(single >> 2, CleanedScalar.Part(rawValue: single & 3) ?? .word, position)
    }
    for cleaned in page.scalars[Int(scalar.value & 0xFF)] {
      add(cleaned.scalar.value, cleaned.part, position)
    }
  }

  @inline(__always)
  private mutating func add(_ value: UInt32, _ part: CleanedScalar.Part, _ position: Int) {
    switch part {
    case .space: endWord()
    case .word: append(value, position)
    case .alone:
      endWord()
      append(value, position)
      endWord()
    }
  }

  @inline(__always)
  private mutating func append(_ value: UInt32, _ position: Int) {
    lastOrigin = position
    wordCount += 1
    guard wordCount <= places.count else { return }
    places[wordCount - 1] = (byteCount, position)
    if value < 0x80 {
      bytes[byteCount] = UInt8(value)
      byteCount += 1
    } else if let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) {
      for byte in encoded {
        bytes[byteCount] = byte
        byteCount += 1
      }
    }
  }

  private mutating func endWord() {
    guard wordCount > 0 else { return }
    if wordCount > tokenizer.wordLimit || !appendPieces() {
      tokens.append(Token(id: tokenizer.unknownID, range: places[0].origin..<lastOrigin + 1))
    }
    wordCount = 0
    byteCount = 0
  }

  /// Takes the word apart, the longest known piece first; false, and nothing done, if some part of it
  /// is unknown.
  private mutating func appendPieces() -> Bool {
    let firstToken = tokens.count
    var character = 0
    while character < wordCount {
      var node = character == 0 ? ByteTrie.root : tokenizer.continuation
      var best: (id: Int, end: Int)?
      var byte = places[character].start
      var end = character
      while node != nil, end < wordCount {
        end += 1
        let next = end < wordCount ? places[end].start : byteCount
        while byte < next, let parent = node {
          node = trie.child(of: parent, bytes[byte])
          byte += 1
        }
        if let node, let id = tokenizer.vocabulary.id(at: node) { best = (id, end) }
      }
      guard let best else {
        tokens.removeLast(tokens.count - firstToken)
        return false
      }
      tokens.append(
        Token(id: best.id, range: places[character].origin..<places[best.end - 1].origin + 1))
      character = best.end
    }
    return true
  }
}
