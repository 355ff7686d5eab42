import Datasets
import Tasks

/// The objects and detections of a class in one picture, and how COCO brings them together.
struct COCOMatch {
  /// The 100 best detections by falling score.
  let detections: [Detection]
  private let objects: [ObjectAnnotation]
  /// The overlap of each detection (row) with each object.
  private let overlaps: [[Double]]

  init(_ objects: [ObjectAnnotation], _ detections: [Detection]) {
    let best = Array(detections.sortedDescending(by: \.score).prefix(100))
    self.objects = objects
    self.detections = best
    overlaps = best.map { detection in
      objects.map { $0.overlap(detection.box) }
    }
  }

  /// The number of objects to find whose area is in a range.
  func objectCount(_ areas: ClosedRange<Double>) -> Int {
    objects.count { isCounted($0, areas) }
  }

  /// For each detection whether the object it belongs to counts; nil if it belongs to none.
  ///
  /// - Parameters:
  ///   - threshold: The overlap that is enough.
  ///   - areas: The areas of objects that count.
  /// - Returns: As many as there are detections.
  func matched(atLeast threshold: Double, _ areas: ClosedRange<Double>) -> [Bool?] {
    let counts = objects.map { isCounted($0, areas) }
    // Objects that count come first; those that do not are a last resort.
    let order = objects.indices.filter { counts[$0] } + objects.indices.filter { !counts[$0] }
    var isTaken = [Bool](repeating: false, count: objects.count)
    return detections.indices.map { detection in
      var best: Int?
      var overlap = min(threshold, 1 - 1e-10)
      for object in order {
        if isTaken[object], !objects[object].isCrowd { continue }
        if let best, counts[best], !counts[object] { break }
        if overlaps[detection][object] < overlap { continue }
        overlap = overlaps[detection][object]
        best = object
      }
      guard let best else { return nil }
      isTaken[best] = true
      return counts[best]
    }
  }

  private func isCounted(_ object: ObjectAnnotation, _ areas: ClosedRange<Double>) -> Bool {
    !object.isUncounted && areas.contains(object.area.map(Double.init) ?? object.box.exactArea)
  }
}
