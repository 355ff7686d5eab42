import Datasets
import Images
import Tasks

/// COCO's evaluation of one class.
struct COCOClass {
  /// A range of areas in pixels, both ends included.
  enum AreaRange: Int, CaseIterable {
    case all, small, medium, large

    var areas: ClosedRange<Double> {
      switch self {
      case .all: 0...1e10
      case .small: 0...1024
      case .medium: 1024...9216
      case .large: 9216...1e10
      }
    }
  }

  /// A detection with its rank in its picture and its outcome at each threshold, a bit for each.
  private struct Ranked {
    let score: Float
    let rank: UInt8
    /// At which thresholds it found an object that counts.
    var hits: UInt16 = 0
    /// At which thresholds it is neither right nor wrong.
    var uncounted: UInt16 = 0
  }

  /// As numpy's `linspace(.5, .95, 10)` rounds them: an overlap of exactly 0.85 is a hit.
  private static let thresholds = (0..<9).map { 0.5 + (0.95 - 0.5) / 9 * Double($0) } + [0.95]

  /// The number of objects to find, by range.
  private var objectCounts = [Int](repeating: 0, count: AreaRange.allCases.count)
  /// The detections by range.
  private var ranked = [[Ranked]](repeating: [], count: AreaRange.allCases.count)

  /// Adds a picture.
  mutating func add(_ match: COCOMatch) {
    for range in AreaRange.allCases {
      objectCounts[range.rawValue] += match.objectCount(range.areas)
      ranked[range.rawValue] += Self.ranked(match, range)
    }
  }

  /// Puts the detections of all pictures in order, as the figures need them.
  mutating func sort() {
    ranked = ranked.map { $0.sortedDescending(by: \.score) }
  }

  private static func ranked(_ match: COCOMatch, _ range: AreaRange) -> [Ranked] {
    // COCO looks at 100 detections of a picture, so that ranks are small.
    var ranked = match.detections.enumerated().map { rank, detection in
      Ranked(score: detection.score, rank: UInt8(rank))
    }
    for (bit, threshold) in thresholds.enumerated() {
      for (index, isCounted) in match.matched(atLeast: threshold, range.areas).enumerated() {
        let isInRange = range.areas.contains(match.detections[index].box.exactArea)
        if isCounted == true { ranked[index].hits |= 1 << bit }
        if !(isCounted ?? isInRange) { ranked[index].uncounted |= 1 << bit }
      }
    }
    return ranked
  }

  /// The mean of the best precision at 101 recalls, over some thresholds; nil without objects.
  func precision(_ range: AreaRange, _ thresholds: Range<Int>) -> Double? {
    let count = objectCounts[range.rawValue]
    guard count > 0 else { return nil }
    let sum = thresholds.reduce(0) { $0 + precision(range, at: $1, count) }
    return sum / Double(thresholds.count)
  }

  private func precision(_ range: AreaRange, at threshold: Int, _ count: Int) -> Double {
    var hits = 0
    var recall: [Double] = []
    var precision: [Double] = []
    for detection in ranked[range.rawValue] where detection.uncounted >> threshold & 1 == 0 {
      hits += Int(detection.hits >> threshold & 1)
      recall.append(Double(hits) / Double(count))
      precision.append(Double(hits) / Double(precision.count + 1))
    }
    for index in precision.indices.dropLast().reversed() {
      precision[index] = max(precision[index], precision[index + 1])
    }
    var sum = 0.0
    var place = 0
    for level in 0...100 {
      while place < recall.count, recall[place] < Double(level) * 0.01 { place += 1 }
      if place < recall.count { sum += precision[place] }
    }
    return sum / 101
  }

  /// The share of objects found, averaged over all thresholds, with at most `limit` detections of
  /// each picture; nil without objects.
  func recall(_ range: AreaRange, _ limit: Int) -> Double? {
    let count = objectCounts[range.rawValue]
    guard count > 0 else { return nil }
    let hits = ranked[range.rawValue].filter { $0.rank < limit }.reduce(0) {
      $0 + $1.hits.nonzeroBitCount
    }
    return Double(hits) / Double(count * Self.thresholds.count)
  }
}
