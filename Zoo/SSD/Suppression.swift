import Images

/// Non-maximum suppression: a box goes if it overlaps one that is kept and has a better score.
///
/// Of equal scores the first is the better one. Empty boxes overlap nothing.
public struct Suppression: Sendable, Equatable {
  /// The intersection over union beyond which the lesser box goes.
  public var overlapThreshold: Float
  /// How many boxes enter, those of the best scores.
  public var candidateLimit: Int

  /// Creates a suppression; SSD's by default.
  public init(overlapThreshold: Float = 0.45, candidateLimit: Int = 200) {
    self.overlapThreshold = overlapThreshold
    self.candidateLimit = candidateLimit
  }

  /// The indices of the boxes that are kept, the best score first.
  ///
  /// - Precondition: There is a score for each box.
  public func callAsFunction(_ boxes: [Box], scores: [Float]) -> [Int] {
    let candidates = candidates(zip(scores, boxes.indices).map { Rank($0, $1) })
    return kept(candidates.map { boxes[$0] }).map { candidates[$0] }
  }

  /// The indices of the best, in their order.
  func candidates(_ ranks: [Rank]) -> [Int] {
    var ranks = ranks
    ranks.keepFirst(candidateLimit)
    ranks.sort()
    return ranks.map(\.index)
  }

  /// The positions of the boxes that are kept among boxes in order, the best first.
  func kept(_ boxes: [Box]) -> [Int] {
    var positions: [Int] = []
    var kept = BoxLanes()
    for (position, box) in boxes.enumerated()
    where !kept.overlap(box, beyond: overlapThreshold) {
      positions.append(position)
      kept.append(box)
    }
    return positions
  }
}
