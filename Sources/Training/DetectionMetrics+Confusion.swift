import Datasets
import Tasks

extension DetectionMetrics {
  /// How often objects of a class (row) were found as another (column).
  ///
  /// Boxes that overlap most belong together, whatever their classes. The last row and column are
  /// the background: the last column counts objects that were missed, the last row detections where
  /// nothing is. Difficult objects do not count.
  ///
  /// - Parameters:
  ///   - threshold: The least score of a detection.
  ///   - overlap: The overlap that two boxes have to exceed to belong together.
  /// - Returns: Counts, `classCount + 1` rows and columns.
  public func confusion(threshold: Float = 0.5, overlap: Double = 0.5) -> [[Int]] {
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: classCount + 1), count: classCount + 1)
    for picture in pictures {
      let pairs = picture.pairs(threshold, overlap) { _, _ in true }
      for (object, detection) in pairs {
        if let object, object.isUncounted { continue }
        counts[object?.label ?? classCount][detection?.classIndex ?? classCount] += 1
      }
    }
    return counts
  }

  /// The pictures in which most went wrong, the worst first.
  ///
  /// An object that was missed counts 1, one that was found 1 less its score, a wrong detection its
  /// score; difficult objects do not count.
  ///
  /// - Parameters:
  ///   - count: The most pictures.
  ///   - threshold: The least score of a detection.
  /// - Returns: Indices of `pictures`.
  public func worst(_ count: Int, threshold: Float = 0.5) -> [Int] {
    let errors = pictures.map { picture in
      let pairs = picture.pairs(threshold, 0.5) { $0.label == $1.classIndex }
      return pairs.reduce(Float(0)) { sum, pair in
        if pair.object?.isUncounted == true { return sum }
        guard let score = pair.detection?.score else { return sum + 1 }
        return sum + (pair.object == nil ? score : 1 - score)
      }
    }
    return Array(pictures.indices.sortedDescending { errors[$0] }.prefix(count))
  }
}

extension DetectedPicture {
  /// Objects with their detections, the largest overlaps first; then those that stay alone;
  /// any number of detections may lie in a crowd.
  func pairs(
    _ threshold: Float, _ overlap: Double, where fits: (ObjectAnnotation, Detection) -> Bool
  ) -> [(object: ObjectAnnotation?, detection: Detection?)] {
    let shown = detections.filter { $0.score >= threshold }
    var candidates: [(object: Int, detection: Int, overlap: Float)] = []
    for (i, object) in objects.enumerated() {
      for (j, detection) in shown.enumerated() where fits(object, detection) {
        let common = object.overlap(detection.box)
        if common > overlap { candidates.append((i, j, Float(common))) }
      }
    }
    var (freeObjects, freeDetections) = (Set(objects.indices), Set(shown.indices))
    var pairs: [(object: ObjectAnnotation?, detection: Detection?)] = []
    // Crowds are a last resort.
    let ranked = candidates.sortedDescending(by: \.overlap)
    for (i, j, _) in ranked.filter({ !objects[$0.object].isCrowd })
      + ranked.filter({ objects[$0.object].isCrowd })
    where (freeObjects.contains(i) || objects[i].isCrowd) && freeDetections.contains(j) {
      freeObjects.remove(i)
      freeDetections.remove(j)
      pairs.append((objects[i], shown[j]))
    }
    return pairs + freeObjects.sorted().map { (objects[$0], nil) }
      + freeDetections.sorted().map { (nil, shown[$0]) }
  }
}
