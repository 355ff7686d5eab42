/// What distinguishes variants of the classifier, saved with its weights.
public struct TransformerConfiguration: Codable, Sendable, Equatable {
  /// How positions become sines and cosines.
  public enum Positions: String, Codable, CaseIterable, Sendable {
    /// The paper's table.
    case paper
    /// The book's, whose exponents are twice as large.
    case book
  }

  /// The number of words with a vector.
  public var wordCount: Int
  /// The length of a word's vector.
  public var size: Int
  /// The number of blocks.
  public var blockCount: Int
  /// The number of heads, which divides `size`.
  public var headCount: Int
  /// The units of the hidden layer of a block.
  public var hiddenCount: Int
  /// The most words of a text, `<cls>` and `<eos>` included.
  public var length: Int
  /// The number of classes.
  public var classCount: Int
  /// The share of units that training leaves out.
  public var dropoutRate: Float
  /// How positions become sines and cosines.
  public var positions: Positions

  /// Creates a configuration; by default the book's with the paper's positions.
  public init(
    wordCount: Int, size: Int = 300, blockCount: Int = 2, headCount: Int = 1,
    hiddenCount: Int = 1024, length: Int = 256, classCount: Int = 2, dropoutRate: Float = 0.1,
    positions: Positions = .paper
  ) {
    self.wordCount = wordCount
    self.size = size
    self.blockCount = blockCount
    self.headCount = headCount
    self.hiddenCount = hiddenCount
    self.length = length
    self.classCount = classCount
    self.dropoutRate = dropoutRate
    self.positions = positions
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if !(4...4_000_000).contains(wordCount) { return "\(wordCount) words, not 4…4000000" }
    if !(1...8192).contains(size) { return "vectors of \(size), not 1…8192" }
    if !(1...100).contains(blockCount) { return "\(blockCount) blocks, not 1…100" }
    if headCount < 1 || size % headCount != 0 { return "\(headCount) heads for vectors of \(size)" }
    if !(1...65536).contains(hiddenCount) { return "\(hiddenCount) hidden units, not 1…65536" }
    if !(2...65536).contains(length) { return "texts of \(length) words, not 2…65536" }
    if !(1...65536).contains(classCount) { return "\(classCount) classes, not 1…65536" }
    if !(0..<1).contains(dropoutRate) { return "a dropout rate of \(dropoutRate), not in 0..<1" }
    return nil
  }
}
