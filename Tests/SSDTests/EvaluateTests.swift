import Datasets
import Images
import SSD
import Tasks
import Tensors
import Testing
import Training

@Suite struct EvaluateTests {
  private static let pictures = PaintedSquares(count: 5)

  private var network: SSD300 { withSeed(4) { SSD300(classCount: 2, width: 0.0625) } }

  @Test("evaluation finds in each picture what the detector finds")
  func detections() async throws {
    let network = network
    let evaluation = try await network.evaluate(
      Self.pictures, batchSize: 2, stopSignal: { nil })
    let metrics = try #require(evaluation.detection)
    #expect(metrics.pictures.map(\.name) == (0..<5).map { "square \($0)" })
    let detector = SSDDetector(
      network, preprocessing: SSD300.preprocessing, classes: ClassNames(["red", "blue"]))
    for (index, picture) in metrics.pictures.enumerated() {
      #expect(picture.objects == Self.pictures.objects(at: index))
      let found = try detector.detect(in: Self.pictures.image(at: index), threshold: 0.0101)
      let evaluated = picture.detections.filter { $0.score >= 0.0101 }
      #expect(!found.isEmpty && found.count == evaluated.count)
      for (a, b) in zip(found, evaluated) {
        #expect(a.label == b.label && abs(a.score - b.score) < 1e-5)
        #expect(a.box.intersectionOverUnion(b.box) > 0.999)
      }
    }
    #expect(evaluation.loss > 0 && evaluation.score == evaluation.metrics["mAP"])
  }

  @Test("difficult objects count in no figure")
  func difficult() async throws {
    let evaluation = try await network.evaluate(
      PaintedSquares(count: 2, isDifficult: true), stopSignal: { nil })
    #expect(evaluation.loss == 0)
    #expect(evaluation.score.isNaN)
  }

  @Test("evaluation stops when it is asked to")
  func stop() async throws {
    await #expect(throws: EvaluationStopped.self) {
      _ = try await network.evaluate(Self.pictures, batchSize: 2, stopSignal: { 2 })
    }
  }
}
