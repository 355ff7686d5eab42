import Tokenizers

/// Texts of a collection as ids, kept in little memory, with their classes.
public struct EncodedTexts: Sendable {
  /// The class of each text.
  public let labels: [Int]
  /// The number of tokens of each text.
  public let lengths: [Int]
  /// How many texts were cut since they are too long.
  public let cutCount: Int
  /// How many texts have bytes that are no UTF-8, which were repaired.
  public let repairedCount: Int
  /// Which text of the collection each is: broken ones are left out.
  public let indices: [Int]
  /// Texts that are blank or could not be read, left out.
  public let skipped: [SkippedSample]
  /// The id that fills short texts up.
  public let paddingID: Int

  private let ids: [UInt32]
  private let starts: [Int]

  /// Reads and encodes all texts.
  ///
  /// - Parameters:
  ///   - texts: The texts.
  ///   - tokenizer: What turns them into ids.
  ///   - limit: The most tokens of a text.
  ///   - truncation: Which part of a longer text is kept.
  ///   - progress: Told how many texts are done.
  /// - Throws: `DatasetError`, where no text at all can be read.
  public init(
    _ texts: some TextCollection, _ tokenizer: some Tokenizer, limit: Int,
    truncation: Truncation = .head, progress: (Int) -> Void = { _ in }
  ) throws(DatasetError) {
    var (labels, lengths, starts, indices): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
    var ids: [UInt32] = []
    var skipped: [SkippedSample] = []
    var (cutCount, repairedCount) = (0, 0)
    for index in 0..<texts.count {
      do {
        let text = try texts.usableText(at: index)
        let encoded = tokenizer.encode(text.text, limit: limit, truncation: truncation)
        if text.repairCount > 0 { repairedCount += 1 }
        if encoded.droppedCount > 0 { cutCount += 1 }
        labels.append(texts.label(at: index))
        lengths.append(encoded.count)
        starts.append(ids.count)
        indices.append(index)
        ids += encoded.ids.map { UInt32(truncatingIfNeeded: $0) }
      } catch {
        skipped.append(SkippedSample(name: texts.name(at: index), reason: "\(error)"))
      }
      progress(index + 1)
    }
    guard !labels.isEmpty || texts.count == 0 else {
      let first = skipped.first.map { ", first \($0)" } ?? ""
      throw .malformed("none of the \(texts.count) texts can be read\(first)")
    }
    (self.labels, self.lengths, self.starts, self.indices) = (labels, lengths, starts, indices)
    (self.ids, self.skipped) = (ids, skipped)
    (self.cutCount, self.repairedCount) = (cutCount, repairedCount)
    paddingID = tokenizer.paddingID
  }

  /// The number of texts.
  public var count: Int { labels.count }

  /// Some texts, filled up to the longest of them.
  public func batch(_ samples: [Int]) -> TokenBatch {
    TokenBatch(
      samples.map { sample in
        let range = starts[sample]..<starts[sample] + lengths[sample]
        return EncodedText(
          ids: ids[range].map { Int($0) }, types: [Int](repeating: 0, count: range.count),
          offsets: [])
      }, paddingID: paddingID)
  }
}
