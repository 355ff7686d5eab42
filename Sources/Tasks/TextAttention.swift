import Kernels

/// How much the first token of a text, of which a classifier reads the answer, looks at each token.
public struct TextAttention: Sendable {
  /// A layer.
  public struct Layer: Sendable {
    /// What the layer is called.
    public let name: String
    /// For each head the weight of each token; they sum to 1.
    public let heads: [[Float]]

    /// Creates a layer.
    public init(name: String, heads: [[Float]]) {
      self.name = name
      self.heads = heads
    }

    /// The mean of the heads, each of which counts alike.
    public var mean: [Float] {
      guard let first = heads.first else { return [] }
      return first.indices.map { token in
        heads.reduce(0) { $0 + $1[token] } / Float(heads.count)
      }
    }
  }

  /// The text.
  public let text: String
  /// What the classifier says.
  public let answers: [Classification]
  /// Where each token comes from, in Unicode scalars of the text; empty for tokens that were added.
  public let ranges: [Range<Int>]
  /// The layers in order.
  public let layers: [Layer]
  /// How many tokens were not read, since the text is too long.
  public let droppedTokenCount: Int
  /// Where those come from, in Unicode scalars of the text.
  public let droppedRange: Range<Int>
  /// Whether a word of what was read, or a piece of one, is known.
  public let knowsWord: Bool

  /// Creates what a page shows.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - answers: What the classifier says.
  ///   - ranges: Where each token comes from.
  ///   - layers: The layers in order, with a weight for each range.
  ///   - droppedTokenCount: How many tokens were not read.
  ///   - droppedRange: Where those come from.
  ///   - knowsWord: Whether a word of what was read is known.
  public init(
    text: String, answers: [Classification], ranges: [Range<Int>], layers: [Layer],
    droppedTokenCount: Int = 0, droppedRange: Range<Int> = 0..<0, knowsWord: Bool = true
  ) {
    for layer in layers
    where layer.heads.isEmpty || layer.heads.contains(where: { $0.count != ranges.count }) {
      trap(
        "attention: \(layer.name) has \(layer.heads.map(\.count)) weights for \(ranges.count) tokens"
      )
    }
    self.text = text
    self.answers = answers
    self.ranges = ranges
    self.layers = layers
    self.droppedTokenCount = droppedTokenCount
    self.droppedRange = droppedRange
    self.knowsWord = knowsWord
  }
}
