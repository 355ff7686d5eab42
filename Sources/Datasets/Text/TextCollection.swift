import Files
import Tokenizers

/// Texts with classes: a table, a folder, reviews from a grammar, a part of any of them.
public protocol TextCollection: Sendable {
  /// The number of texts.
  var count: Int { get }
  /// The name of each class; labels are indices into it.
  var classNames: [String] { get }

  /// The class of a text.
  func label(at index: Int) -> Int
  /// A text; bytes that are no UTF-8 are U+FFFD in it.
  func text(at index: Int) throws -> String
  /// A text with the number of places in it that are no UTF-8.
  func repairedText(at index: Int) throws -> RepairedText
  /// Where a text is from, such as its file and line.
  func name(at index: Int) -> String

  /// Records that are no texts with a class, left out.
  var strays: [SkippedSample] { get }
  /// A hash that changes when the data do.
  var fingerprint: String { get }
}

extension TextCollection {
  public var strays: [SkippedSample] { [] }

  /// The text, of which no place was repaired.
  public func repairedText(at index: Int) throws -> RepairedText {
    RepairedText(try text(at: index).utf8)
  }

  /// A text that says something.
  ///
  /// - Parameter index: Which one.
  /// - Returns: The text with the number of places in it that are no UTF-8.
  /// - Throws: `DatasetError`, where it is blank, or what reading it throws.
  public func usableText(at index: Int) throws -> RepairedText {
    let text = try repairedText(at: index)
    guard !isBlank(text.text.utf8) else {
      throw DatasetError.malformed("\(name(at: index)): no text")
    }
    return text
  }

  /// The class of each text.
  public var labels: [Int] { (0..<count).map { label(at: $0) } }

  /// The number of texts of each class.
  public var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: classNames.count)
    for label in labels { counts[label] += 1 }
    return counts
  }

  /// The texts at some indices.
  public func subset(_ indices: [Int]) -> TextSubset { TextSubset(self, indices: indices) }

  /// A random part of each class for validation; equal texts are in the same part.
  ///
  /// - Parameters:
  ///   - share: The share of each class that validates, in 0…1; a class of two or more different
  ///     texts is in both parts unless the share is 0 or 1.
  ///   - seed: Equal seeds give equal parts.
  /// - Returns: The two parts, each in the order of the collection.
  public func stratifiedSplit(
    validationShare share: Double, seed: UInt64
  ) -> (training: TextSubset, validation: TextSubset) {
    let parts = stratifiedParts(
      of: labels, classCount: classNames.count, validationShare: share, seed: seed,
      groups: groups)
    return (subset(parts.training), subset(parts.validation))
  }

  /// For each text the first one that is equal to it; one that cannot be read is alone.
  private var groups: [Int] {
    var first: [String: Int] = [:]
    return (0..<count).map { index in
      guard let text = try? text(at: index) else { return index }
      let hash = sha256(of: text.utf8)
      guard let known = first[hash] else {
        first[hash] = index
        return index
      }
      return known
    }
  }

  /// The first texts of each class in turn, so that few of them are of all classes.
  ///
  /// - Parameter limit: The number of texts.
  /// - Returns: At most so many texts, in the order of the collection.
  public func limited(to limit: Int) -> TextSubset {
    var members = [[Int]](repeating: [], count: classNames.count)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    var chosen: [Int] = []
    var rank = 0
    while chosen.count < min(limit, count) {
      let round = members.compactMap { $0.indices.contains(rank) ? $0[rank] : nil }
      chosen += round.prefix(limit - chosen.count)
      rank += 1
    }
    return subset(chosen.sorted())
  }
}

/// Whether the bytes of a text are white space only.
func isBlank(_ bytes: some Sequence<UInt8>) -> Bool {
  bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
}
