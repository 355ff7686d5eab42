import Datasets
import Tasks

extension DetectionMetrics {
  /// Precision and recall of each class as Pascal VOC counts them.
  ///
  /// By falling score, a detection belongs to the object of its class and picture that it overlaps
  /// most. If that is more than `threshold`, it finds the object; finding one again is wrong, and
  /// difficult objects are neither to be found nor wrong to find.
  ///
  /// Source: Everingham et al., "The Pascal Visual Object Classes (VOC) Challenge", section 4.2.
  ///
  /// - Parameter threshold: The overlap that a detection has to exceed.
  /// - Returns: A curve per class.
  public func voc(overlap threshold: Double = 0.5) -> [PrecisionRecall] {
    var objects = [[Int: [ObjectAnnotation]]](repeating: [:], count: classCount)
    var found = [[(picture: Int, detection: Detection)]](repeating: [], count: classCount)
    for (index, picture) in pictures.enumerated() {
      for object in picture.objects {
        objects[object.label][index, default: []].append(object)
      }
      for detection in picture.detections {
        found[detection.classIndex].append((index, detection))
      }
    }
    return (0..<classCount).map { index in
      Self.curve(
        objects[index], found[index].sortedDescending(by: \.detection.score), threshold)
    }
  }

  /// The mean over the classes with objects; nil if no class has any.
  public static func mean(_ figures: [Double?]) -> Double? {
    let known = figures.compactMap(\.self)
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }

  private static func curve(
    _ objects: [Int: [ObjectAnnotation]], _ ranked: [(picture: Int, detection: Detection)],
    _ threshold: Double
  ) -> PrecisionRecall {
    var isFound = objects.mapValues { [Bool](repeating: false, count: $0.count) }
    var hits: [Bool] = []
    for (picture, detection) in ranked {
      var best = (overlap: -1.0, index: 0)
      for (index, object) in (objects[picture] ?? []).enumerated() {
        let overlap = object.box.overlap(detection.box)
        if overlap > best.overlap { best = (overlap, index) }
      }
      guard best.overlap > threshold, let object = objects[picture]?[best.index] else {
        hits.append(false)
        continue
      }
      if object.isUncounted { continue }
      hits.append(isFound[picture]?[best.index] == false)
      isFound[picture]?[best.index] = true
    }
    let count = objects.values.reduce(0) { $0 + $1.count { !$0.isUncounted } }
    return PrecisionRecall(objectCount: count, detectionCount: ranked.count, hits: hits)
  }
}

extension ObjectAnnotation {
  /// Whether it is neither to be found nor wrong to find.
  var isUncounted: Bool { isDifficult || isCrowd }
}
