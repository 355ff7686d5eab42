/// The extents of attention: `batch` sequences, whose vectors fall into the parts of the heads.
public struct AttentionShape: Sendable, Equatable {
  /// The number of sequences.
  public let batch: Int
  /// The number of positions that look, of the longest sequence.
  public let queries: Int
  /// The number of positions that are looked at, of the longest sequence.
  public let keys: Int
  /// The number of heads.
  public let heads: Int
  /// The length of a head's part of a vector.
  public let headSize: Int
  /// The positions at which the sequences begin where they lie one after another, and their end; nil
  /// where all are `queries` and `keys` long.
  private let queryStarts, keyStarts: [Int]?

  /// Creates extents of sequences of the same length.
  public init(batch: Int, queries: Int, keys: Int, heads: Int, headSize: Int) {
    self.batch = batch
    self.queries = queries
    self.keys = keys
    self.heads = heads
    self.headSize = headSize
    (queryStarts, keyStarts) = (nil, nil)
  }

  /// Creates extents of sequences that lie one after another.
  ///
  /// - Parameters:
  ///   - lengths: The positions of each that are looked at.
  ///   - queries: The positions of each that look; where nil, those that are looked at.
  ///   - heads: The number of heads.
  ///   - headSize: The length of a head's part of a vector.
  public init(joined lengths: [Int], queries: Int?, heads: Int, headSize: Int) {
    let starts = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    batch = lengths.count
    keys = lengths.max() ?? 0
    self.queries = queries ?? keys
    self.heads = heads
    self.headSize = headSize
    (queryStarts, keyStarts) = (queries == nil ? starts : nil, starts)
  }

  /// The length of a vector: the parts of all heads.
  public var size: Int { heads * headSize }

  /// The number of weights: `batch · heads · queries · keys`.
  public var weightCount: Int { batch * heads * queries * keys }

  /// Calls `body` for some queries of one head of one sequence at a time, on all threads, with room for
  /// `scratchCount` floats.
  ///
  /// Heads are divided where they are too few for four parts a thread; each block packs the keys for
  /// itself.
  func forEachBlock(
    scratchCount: Int, _ body: (AttentionBlock, UnsafeMutablePointer<Float>) -> Void
  ) {
    let items = batch * heads
    guard items > 0, queries > 0 else { return }
    let isFew = items < threadCount
    let shares = isFew ? threadCount : 4 * threadCount
    let rows = max(isFew ? 8 : 112, (items * queries + shares - 1) / shares)
    let blocks = (queries + rows - 1) / rows
    distribute(items * blocks, scratchCount: scratchCount) { index, scratch in
      let (item, block) = index.quotientAndRemainder(dividingBy: blocks)
      let (sequence, head) = item.quotientAndRemainder(dividingBy: heads)
      let first = block * rows
      let end = min(first + rows, queryRows(of: sequence).count)
      guard first < end else { return }
      body(
        AttentionBlock(shape: self, sequence: sequence, head: head, rows: first..<end), scratch)
    }
  }

  /// Calls `body` for one head of one sequence at a time, on all threads, with room for its weights
  /// where it `needsScratch`.
  func forEachHead(
    needsScratch: Bool = false, _ body: (AttentionBlock, UnsafeMutablePointer<Float>) -> Void
  ) {
    checkSeparate()
    distribute(batch * heads, scratchCount: needsScratch ? queries * keys : 0) { item, scratch in
      body(
        AttentionBlock(shape: self, sequence: item / heads, head: item % heads, rows: 0..<queries),
        scratch)
    }
  }

  /// Traps where sequences are joined: their weights and gradients have no layout.
  func checkSeparate() {
    if keyStarts != nil {
      trap("attention: joined sequences are for inference, without weights and gradients")
    }
  }

  /// The positions of a sequence's queries.
  func queryRows(of sequence: Int) -> Range<Int> {
    queryStarts.map { $0[sequence]..<$0[sequence + 1] }
      ?? sequence * queries..<(sequence + 1) * queries
  }

  /// The position of a sequence's first key.
  func firstKey(of sequence: Int) -> Int { keyStarts?[sequence] ?? sequence * keys }

  private func distribute(
    _ count: Int, scratchCount: Int, _ body: (Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    parallel(over: count, minimumPerPart: 1) { range in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, scratchCount)) { scratch in
        guard let scratch = scratch.baseAddress else { return }
        for index in range { body(index, scratch) }
      }
    }
  }
}

/// Some queries of one head of one sequence.
struct AttentionBlock {
  let shape: AttentionShape
  let sequence: Int
  let head: Int
  let rows: Range<Int>

  /// The block's queries, `count` at a time.
  func parts(of count: Int) -> some Sequence<AttentionBlock> {
    stride(from: rows.lowerBound, to: rows.upperBound, by: count).lazy.map { first in
      AttentionBlock(
        shape: shape, sequence: sequence, head: head,
        rows: first..<Swift.min(first + count, rows.upperBound))
    }
  }

  /// The block's queries among those of all sequences, `size` apart.
  var queryOffset: Int {
    (shape.queryRows(of: sequence).lowerBound + rows.lowerBound) * shape.size
      + head * shape.headSize
  }

  /// The head's keys, or values, among those of all sequences, `size` apart.
  var keyOffset: Int { shape.firstKey(of: sequence) * shape.size + head * shape.headSize }

  /// The block's weights in `[batch, heads, queries, keys]`, `keys` apart.
  var weightOffset: Int {
    shape.checkSeparate()
    return ((sequence * shape.heads + head) * shape.queries + rows.lowerBound) * shape.keys
  }
}
