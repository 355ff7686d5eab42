import Files

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
  /// Where a text is from, such as its file and line.
  func name(at index: Int) -> String

  /// Records that are no texts with a class, left out.
  var strays: [SkippedSample] { get }
  /// A hash that changes when the data do.
  var fingerprint: String { get }
}

extension TextCollection {
  public var strays: [SkippedSample] { [] }

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

  /// A random part of each class for validation.
  ///
  /// - Parameters:
  ///   - share: The share of each class that validates, in 0…1; a class of two or more texts is in
  ///     both parts unless the share is 0 or 1.
  ///   - seed: Equal seeds give equal parts.
  /// - Returns: The two parts, each in the order of the collection.
  public func stratifiedSplit(
    validationShare share: Double, seed: UInt64
  ) -> (training: TextSubset, validation: TextSubset) {
    let parts = stratifiedParts(
      of: labels, classCount: classNames.count, validationShare: share, seed: seed)
    return (subset(parts.training), subset(parts.validation))
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
