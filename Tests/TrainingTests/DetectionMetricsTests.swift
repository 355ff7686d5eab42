import Datasets
import Images
import Tasks
import Testing
import Training

@Suite struct DetectionMetricsTests {
  private static func box(_ x: Float, _ y: Float, _ side: Float = 10) -> Box {
    Box(xMin: x, yMin: y, xMax: x + side, yMax: y + side)
  }

  private static func object(
    _ label: Int, _ box: Box, isDifficult: Bool = false
  ) -> ObjectAnnotation {
    ObjectAnnotation(label: label, box: box, isDifficult: isDifficult)
  }

  private static func found(_ label: Int, _ score: Float, _ box: Box) -> Detection {
    Detection(label: "class \(label)", classIndex: label, score: score, box: box)
  }

  /// One picture: a hit, a mistaken class, a miss, a detection of nothing and one too unsure to
  /// count; another one with a difficult object that was found and no mistake.
  private static var metrics: DetectionMetrics {
    var metrics = DetectionMetrics(classCount: 2)
    metrics.add(
      DetectedPicture(
        name: "good", objects: [object(0, box(0, 0), isDifficult: true), object(1, box(50, 0))],
        detections: [found(0, 0.9, box(0, 0)), found(1, 0.8, box(51, 0))]))
    metrics.add(
      DetectedPicture(
        name: "bad",
        objects: [object(0, box(0, 0)), object(0, box(20, 0)), object(1, box(40, 0))],
        detections: [
          found(0, 0.9, box(1, 0)), found(1, 0.8, box(20, 1)), found(1, 0.7, box(80, 80)),
          found(1, 0.3, box(40, 0)),
        ]))
    return metrics
  }

  @Test("confusion has a row of false alarms and a column of misses, and skips difficult objects")
  func confusion() {
    #expect(Self.metrics.confusion() == [[1, 1, 0], [0, 1, 1], [0, 1, 0]])
    #expect(Self.metrics.confusion(threshold: 0.2) == [[1, 1, 0], [0, 2, 0], [0, 1, 0]])
  }

  @Test("a box belongs to the object it overlaps most, once")
  func pairs() {
    var metrics = DetectionMetrics(classCount: 1)
    metrics.add(
      DetectedPicture(
        name: "a", objects: [Self.object(0, Self.box(0, 0)), Self.object(0, Self.box(2, 0))],
        detections: [Self.found(0, 0.9, Self.box(2, 0)), Self.found(0, 0.8, Self.box(1, 0))]))
    #expect(metrics.confusion() == [[2, 0], [0, 0]])
  }

  @Test("any number of detections may lie in a crowd, however small beside it")
  func crowds() {
    var crowd = Self.object(0, Self.box(0, 0, 100))
    crowd.isCrowd = true
    var metrics = DetectionMetrics(classCount: 1)
    metrics.add(
      DetectedPicture(
        name: "a", objects: [crowd, Self.object(0, Self.box(200, 0))],
        detections: [
          Self.found(0, 0.9, Self.box(0, 0)), Self.found(0, 0.8, Self.box(50, 50)),
          Self.found(0, 0.7, Self.box(200, 0)), Self.found(0, 0.6, Self.box(300, 0)),
        ]))
    #expect(metrics.voc()[0].hits == [true, false])
    #expect(metrics.confusion() == [[1, 0], [1, 0]])
    #expect(metrics.coco().ap50 == 1)
  }

  @Test("figures that were asked for follow further pictures")
  func furtherPictures() {
    var metrics = Self.metrics
    let before = (metrics.voc(), metrics.coco())
    metrics.add(
      DetectedPicture(name: "c", objects: [Self.object(0, Self.box(0, 0))], detections: []))
    #expect(metrics.voc()[0].objectCount == before.0[0].objectCount + 1)
    #expect(metrics.voc(overlap: 0.9) != metrics.voc())
    #expect(metrics.coco() != before.1)
  }

  @Test("the picture with most mistakes is the worst")
  func worst() {
    #expect(Self.metrics.worst(5) == [1, 0])
    #expect(Self.metrics.worst(1) == [1])
  }

  @Test("a detector brings its score, its figures and its pictures")
  func task() throws {
    let evaluation = Evaluation(loss: 2, Self.metrics)
    #expect(evaluation.scoreName == "mAP" && evaluation.score == evaluation.metrics["mAP"])
    #expect(Set(evaluation.metrics.keys) == ["mAP", "area mAP", "COCO AP"])
    #expect(evaluation.detection?.count == 2 && evaluation.classification == nil)
    let pictures = evaluation.pictures(classes: ["ant", "bee"])
    #expect(pictures.map(\.name) == ["precision-recall", "confusion"])
    for picture in pictures { #expect(try picture.draw().width > 200) }
  }

  @Test("plots of many classes are drawn in parts")
  func manyClasses() throws {
    var metrics = DetectionMetrics(classCount: 21)
    metrics.add(
      DetectedPicture(
        name: "a", objects: [Self.object(20, Self.box(0, 0))],
        detections: [Self.found(20, 0.9, Self.box(0, 0))]))
    let picture = try #require(metrics.pictures(classes: []).first)
    #expect(try picture.draw().height > 1200)
  }

  @Test("the gallery shows the worst pictures of a collection")
  func gallery() {
    let gallery = DetectionGallery(Self.metrics, TwoPictures())
    let image = gallery.worst()
    // Two rows' worth beside each other, each truth and answer of 100 pixels.
    #expect(image.width > 400 && image.height > 100 && image.height < 130)
    #expect(DetectionGallery(Self.metrics, TwoPictures()).worst(1).width < 250)
    // One that is gone is left out.
    #expect(DetectionGallery(Self.metrics, TwoPictures(isComplete: false)).worst().width < 250)
  }

  @Test(
    "the gallery draws the twenty best of a picture, the best on top, and says which side is which")
  func crowdedGallery() {
    func image(_ detections: [Detection], _ objects: [ObjectAnnotation] = []) -> Image {
      var metrics = DetectionMetrics(classCount: 2)
      metrics.add(DetectedPicture(name: "bad", objects: objects, detections: detections))
      return DetectionGallery(metrics, TwoPictures()).worst(1)
    }
    let many = (0..<30).map {
      Self.found($0 % 2, 0.99 - Float($0) / 100, Self.box(Float(3 * $0), Float(3 * $0)))
    }
    #expect(image(many) == image(Array(many.prefix(20))))
    #expect(image(many) == image(many.reversed()))
    #expect(image(many) != image(Array(many.prefix(19))))
    // Captions, of different widths, stand on both halves.
    let plain = image([])
    let dark = (0..<plain.width).filter { x in
      (0..<plain.height).contains { plain[x, $0] == .darkGrey }
    }
    #expect(dark.contains { $0 < 50 } && dark.contains { $0 > 100 })
  }

  /// The two pictures that the metrics name.
  private struct TwoPictures: ObjectCollection {
    let count = 2
    let classNames = ["ant", "bee"]
    let fingerprint = ""
    var isComplete = true
    func image(at index: Int) throws -> Image {
      if index == 0, !isComplete { throw CancellationError() }
      return Image(width: 100, height: 100, fill: .white)
    }
    func objects(at index: Int) -> [ObjectAnnotation] { [] }
    func size(at index: Int) -> (width: Int, height: Int) { (100, 100) }
    func name(at index: Int) -> String { ["bad", "good"][index] }
  }
}
