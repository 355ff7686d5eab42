import Foundation
import Images
import Layers
import SSD
import Support
import Tasks
import Tensors
import Testing

@Suite struct DetectorTests {
  /// A detector that sees its classes where the heads' biases say so: in the first map's first boxes.
  private func detector() -> SSDDetector {
    let network = withSeed(6) { SSD300(classCount: 2, width: 0.03125) }
    for (path, parameter) in network.parameters where path.hasPrefix("conf.5") {
      if path.hasSuffix("weight") {
        parameter.assign(.zeros(parameter.shape))
      } else {
        // The box of the whole picture: class 1, the others background.
        parameter.assign(Tensor([0, 0, 4] + (0..<3).flatMap { _ in [9, 0, 0] }, shape: [12]))
      }
    }
    for head in network.confidenceHeads.dropLast() {
      head.weight.assign(.zeros(head.weight.shape))
      head.bias?.assign(
        Tensor(
          (0..<head.weight.shape[3]).map { $0 % 3 == 0 ? 9 : 0 },
          shape: [
            head.weight.shape[3]
          ]))
    }
    for head in network.locationHeads {
      head.weight.assign(.zeros(head.weight.shape))
    }
    return SSDDetector(
      network, preprocessing: SSD300.preprocessing, classes: ClassNames(["ant", "bee"]))
  }

  @Test("a detection has the class's name and a box in pixels, cut to the picture")
  func pixels() throws {
    let detector = detector()
    let image = Image(width: 200, height: 100, fill: .white)
    let found = try detector.detect(in: image)
    #expect(found.count == 1)
    let bee = try #require(found.first)
    #expect(bee.label == "bee" && bee.classIndex == 1)
    #expect(abs(bee.score - 54.598 / 56.598) < 1e-3)
    // The box of 0.88 around the middle.
    #expect(abs(bee.box.xMin - 12) < 1e-3 && abs(bee.box.width - 176) < 1e-3)
    #expect(abs(bee.box.yMin - 6) < 1e-3 && abs(bee.box.height - 88) < 1e-3)
    #expect(bee.description == "bee 0.96 at (12, 6, 176×88)")
    #expect(try detector.detect(in: image, threshold: bee.score).count == 1)
    #expect(try detector.detect(in: image, threshold: bee.score.nextUp).isEmpty)
    let all = try detector.detect(in: image, threshold: 0)
    #expect(all.count > 1 && all.count <= 200)
    #expect(
      all.allSatisfy {
        $0.box.xMin >= 0 && $0.box.yMin >= 0 && $0.box.xMax <= 200 && $0.box.yMax <= 100
      })
  }

  @Test("several pictures are answered one by one, none with none")
  func several() throws {
    let detector = detector()
    let pictures = [
      Image(width: 30, height: 50, fill: .white), Image(width: 200, height: 100, fill: .white),
    ]
    let together = try detector.detect(in: pictures, threshold: 0.5)
    #expect(together == (try pictures.map { try detector.detect(in: $0, threshold: 0.5) }))
    #expect(try detector.detect(in: [], threshold: 0.5).isEmpty)
    detector.network.prepareForInference(releasingWeights: true)
    let prepared = try detector.detect(in: pictures, threshold: 0.5)
    #expect(prepared.map(\.count) == together.map(\.count))
  }

  @Test("a detection is written as JSON with its box")
  func json() throws {
    let detection = Detection(
      label: "dog", classIndex: 11, score: 0.5,
      box: Box(xMin: 1, yMin: 2, xMax: 3, yMax: 4))
    let data = try JSONEncoder().encode(detection)
    #expect(try JSONDecoder().decode(Detection.self, from: data) == detection)
    #expect(String(decoding: data, as: UTF8.self).contains("\"xMin\":1"))
  }
}
