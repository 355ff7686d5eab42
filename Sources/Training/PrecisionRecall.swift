/// How precision falls as recall rises, for the detections of a class by falling score.
public struct PrecisionRecall: Sendable, Equatable {
  /// The number of objects to find; difficult ones are none.
  public let objectCount: Int
  /// The number of detections, those of difficult objects among them.
  public let detectionCount: Int
  /// Of the detections by falling score that count, whether each found an object.
  public let hits: [Bool]

  /// The share of objects found, after each detection.
  public var recall: [Double] {
    cumulativeHits.map { objectCount == 0 ? 0 : Double($0) / Double(objectCount) }
  }

  /// The share of detections that found an object, after each detection.
  public var precision: [Double] {
    cumulativeHits.enumerated().map { Double($1) / Double($0 + 1) }
  }

  /// The average precision of VOC2007: the mean of the best precision at recalls of 0, 0.1, … 1;
  /// nil without objects.
  ///
  /// Source: Everingham et al., "The Pascal Visual Object Classes (VOC) Challenge", section 4.2.
  public var elevenPointAP: Double? {
    guard objectCount > 0 else { return nil }
    let (found, best) = (cumulativeHits, envelope)
    var sum = 0.0
    var place = 0
    for level in 0...10 {
      // Whole numbers: a recall of exactly 0.3 reaches the level 0.3.
      while place < found.count, 10 * found[place] < level * objectCount { place += 1 }
      if place < found.count { sum += best[place] }
    }
    return sum / 11
  }

  /// The average precision since VOC2010: the area under the best precision; nil without objects.
  public var areaAP: Double? {
    guard objectCount > 0 else { return nil }
    let sum = zip(hits, envelope).reduce(0) { $1.0 ? $0 + $1.1 : $0 }
    return sum / Double(objectCount)
  }

  private var cumulativeHits: [Int] {
    var count = 0
    return hits.map { isHit in
      if isHit { count += 1 }
      return count
    }
  }

  /// The best precision at this recall or a larger one.
  private var envelope: [Double] {
    var best = 0.0
    return precision.reversed().map { precision in
      best = max(best, precision)
      return best
    }
    .reversed()
  }
}
