import Datasets
import Images
import Tasks

extension DetectionMetrics {
  /// Precision and recall of each class as Pascal VOC counts them.
  ///
  /// By falling score, a detection belongs to the object of its class and picture that it overlaps
  /// most. If that is more than `threshold`, it finds the object; finding one again is wrong, and
  /// difficult objects are neither to be found nor wrong to find. Nor are crowds, which VOC does not
  /// have: any number of detections may lie in one, by COCO's rule.
  ///
  /// Source: Everingham et al., "The Pascal Visual Object Classes (VOC) Challenge", section 4.2.
  ///
  /// - Parameter threshold: The overlap that a detection has to exceed.
  /// - Returns: A curve per class.
  public func voc(overlap threshold: Double = 0.5) -> [PrecisionRecall] {
    computed.curves(threshold) { curves(threshold) }
  }

  private func curves(_ threshold: Double) -> [PrecisionRecall] {
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
      let candidates = objects[picture] ?? []
      var best = (overlap: threshold, index: Int?.none)
      for (index, object) in candidates.enumerated() where !object.isCrowd {
        let overlap = object.overlap(detection.box)
        if overlap > best.overlap { best = (overlap, index) }
      }
      if let index = best.index, candidates[index].isDifficult { continue }
      let isHit = best.index.map { isFound[picture]?[$0] == false } ?? false
      if let index = best.index, isHit { isFound[picture]?[index] = true }
      let isInCrowd = candidates.contains {
        $0.isCrowd && $0.overlap(detection.box) > threshold
      }
      if isHit || !isInCrowd { hits.append(isHit) }
    }
    let count = objects.values.reduce(0) { $0 + $1.count { !$0.isUncounted } }
    return PrecisionRecall(objectCount: count, detectionCount: ranked.count, hits: hits)
  }
}

extension ObjectAnnotation {
  /// Whether it is neither to be found nor wrong to find.
  var isUncounted: Bool { isDifficult || isCrowd }

  /// Intersection over union with a box; of a crowd, the share of the box in it, as COCO has it.
  func overlap(_ box: Box) -> Double {
    isCrowd ? box.common(self.box) / max(box.exactArea, 1e-300) : box.overlap(self.box)
  }
}
