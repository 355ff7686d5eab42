import Datasets
import Images
import Tasks

/// Pictures with what they show and what was found, beside each other.
public struct DetectionGallery: Sendable {
  /// The most detections that are drawn on a picture, the best ones.
  private static let drawnCount = 20

  /// The pictures that were measured.
  public let metrics: DetectionMetrics
  /// Where they are from, in the order in which they were measured.
  public let collection: any ObjectCollection
  /// The least score of a detection that is drawn.
  public let threshold: Float

  /// Creates a gallery.
  ///
  /// - Parameters:
  ///   - metrics: The pictures that were measured.
  ///   - collection: Where they are from.
  ///   - threshold: The least score of a detection that is drawn.
  public init(
    _ metrics: DetectionMetrics, _ collection: any ObjectCollection, threshold: Float = 0.5
  ) {
    self.metrics = metrics
    self.collection = collection
    self.threshold = threshold
  }

  /// The worst pictures in rows of two, each with the truth at the left and the answer at the right.
  ///
  /// - Parameter count: The most pictures; those that cannot be read any more are left out.
  /// - Returns: One picture of all.
  public func worst(_ count: Int = 8) -> Image {
    let positions = Dictionary(
      (0..<collection.count).map { (collection.name(at: $0), $0) }, uniquingKeysWith: { a, _ in a })
    let rows = metrics.worst(count, threshold: threshold).compactMap { index in
      let position = positions[metrics.pictures[index].name]
      let image = position.flatMap { try? collection.image(at: $0) }
      return image.map { compare($0, metrics.pictures[index]) }
    }
    guard !rows.isEmpty else { return Image(width: 320, height: 200, fill: .white) }
    return .grid(rows, columns: 2, gap: 8)
  }

  private func compare(_ image: Image, _ picture: DetectedPicture) -> Image {
    let factor = min(1, 320 / Double(max(image.width, image.height)))
    let small = image.resized(
      width: max(1, Int((Double(image.width) * factor).rounded())),
      height: max(1, Int((Double(image.height) * factor).rounded())))
    var (truth, answer) = (small, small)
    let names = collection.classNames
    for object in picture.objects {
      let suffix = object.isUncounted ? " (difficult)" : ""
      draw(object.box, names[object.label] + suffix, object.label, factor, on: &truth)
    }
    let best = picture.detections.filter { $0.score >= threshold }
      .sortedDescending(by: \.score).prefix(Self.drawnCount)
    for detection in best.reversed() {
      let percent = Int((detection.score * 100).rounded())
      draw(
        detection.box, "\(detection.label) \(percent)%", detection.classIndex, factor, on: &answer)
    }
    truth.label("truth", x: 0, y: truth.height, .darkGrey, scale: 1)
    answer.label("found", x: 0, y: answer.height, .darkGrey, scale: 1)
    return .grid([truth, answer], columns: 2)
  }

  private func draw(
    _ box: Box, _ text: String, _ classIndex: Int, _ factor: Double, on image: inout Image
  ) {
    let color = Color.distinct(classIndex)
    func pixel(_ edge: Float, _ limit: Int) -> Int {
      Int(min(max(Double(edge) * factor, 0), Double(limit)).rounded())
    }
    let (x, y) = (pixel(box.xMin, image.width), pixel(box.yMin, image.height))
    image.rectangle(
      x: x, y: y, width: max(1, pixel(box.xMax, image.width) - x),
      height: max(1, pixel(box.yMax, image.height) - y), color)
    image.label(text, x: x, y: y, color, scale: 1)
  }
}
