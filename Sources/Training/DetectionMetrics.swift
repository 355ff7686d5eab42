import Datasets
import Kernels
import Tasks

/// Truths and detections of pictures, and the figures that papers report of them.
///
/// - ``voc(overlap:)``: average precision at one overlap, as Pascal VOC defines it.
/// - ``coco()``: average precision over overlaps of 0.5 to 0.95, as COCO defines it.
/// - ``confusion(threshold:overlap:)``: which classes were taken for which.
///
/// Boxes have continuous edges: a box from pixel 10 to pixel 59, both included and counted from 1,
/// as in VOC's files, is 9…59 and 50 wide, so widths need no "+ 1".
public struct DetectionMetrics: Sendable {
  /// The number of classes, without background.
  public let classCount: Int
  /// The pictures so far.
  public private(set) var pictures: [DetectedPicture] = []
  /// Figures of these pictures that were asked for already.
  private(set) var computed = ComputedFigures()

  /// Creates metrics without a picture.
  public init(classCount: Int) {
    self.classCount = classCount
  }

  /// The number of pictures.
  public var count: Int { pictures.count }

  /// Adds a picture.
  ///
  /// - Precondition: All classes are less than `classCount`.
  public mutating func add(_ picture: DetectedPicture) {
    let classes = picture.objects.map(\.label) + picture.detections.map(\.classIndex)
    if let wrong = classes.first(where: { !(0..<classCount).contains($0) }) {
      trap("metrics: class \(wrong) of \(classCount) in \(picture.name)")
    }
    pictures.append(picture)
    computed = ComputedFigures()
  }
}
