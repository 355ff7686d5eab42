import Images
import SSD
import Support
import Tensors
import Testing

@Suite struct DecoderTests {
  private static let boxes = SSD300.defaultBoxes

  @Test("suppression keeps what the reference keeps", arguments: try Pieces.load().nms)
  func suppression(reference: Pieces.SuppressionCase) {
    let suppression = Suppression(
      overlapThreshold: reference.threshold, candidateLimit: reference.top)
    let boxes = reference.boxes.map {
      Box(xMin: $0[0], yMin: $0[1], xMax: $0[2], yMax: $0[3])
    }
    #expect(suppression(boxes, scores: reference.scores) == reference.keep)
  }

  private func referencePredictions() -> SSDPredictions {
    SSDPredictions(
      locations: filled("ssd.detect.loc", shape: [1, 8732, 4]),
      logits: filled("ssd.detect.conf", shape: [1, 8732, 21], bound: 5))
  }

  @Test("R1: the detector's boxes of each class equal the reference")
  func byClass() throws {
    let classes = SSDDecoder(Self.boxes).byClass(referencePredictions())[0]
    for reference in try Pieces.load().detector.classes {
      let ours = classes[reference.index - 1]
      #expect(ours.map(\.defaultBox) == reference.boxes)
      for (found, row) in zip(ours, reference.rows) {
        expectClose(
          [found.score, found.box.xMin, found.box.yMin, found.box.xMax, found.box.yMax], row,
          relative: 1e-4)
      }
    }
  }

  @Test("a picture's 200 best boxes are those of all classes, in order")
  func limit() {
    let decoder = SSDDecoder(Self.boxes)
    let all = decoder.byClass(referencePredictions())[0].flatMap { $0 }
    let best = decoder(referencePredictions())[0]
    #expect(all.count > 3000 && best.count == 200)
    #expect(best.map(\.score) == Array(all.map(\.score).sorted(by: >).prefix(200)))
  }

  @Test(
    "limits beyond all boxes keep all, negative ones none", arguments: [Int.max, 8732, 0, -1, .min])
  func extremeLimits(limit: Int) {
    let predictions = SSDPredictions(
      locations: filled("l", shape: [1, 8732, 4]), logits: filled("c", shape: [1, 8732, 2]))
    var decoder = SSDDecoder(
      Self.boxes, suppression: Suppression(overlapThreshold: 1, candidateLimit: limit), limit: .max)
    #expect(decoder(predictions)[0].count == (limit > 0 ? 8732 : 0))
    decoder.suppression = Suppression()
    decoder.limit = limit
    #expect(decoder(predictions)[0].isEmpty == (limit <= 0))
  }

  @Test("several pictures are decoded as each alone")
  func batch() {
    let locations = filled("l", shape: [3, 8732, 4])
    let logits = filled("c", shape: [3, 8732, 4], bound: 4)
    let decoder = SSDDecoder(Self.boxes, scoreThreshold: 0.3)
    let together = decoder(SSDPredictions(locations: locations, logits: logits))
    for image in 0..<3 {
      let alone = decoder(
        SSDPredictions(
          locations: locations[image..<image + 1], logits: logits[image..<image + 1]))
      #expect(alone[0] == together[image])
    }
    #expect(decoder(SSDPredictions(locations: locations[0..<0], logits: logits[0..<0])).isEmpty)
  }

  @Test("equal scores and boxes come out once, the lowest default box first")
  func ties() {
    // Every box everywhere, all classes alike.
    let predictions = SSDPredictions(
      locations: .zeros([1, 8732, 4]), logits: .zeros([1, 8732, 21]))
    let decoder = SSDDecoder(Self.boxes)
    let found = decoder(predictions)[0]
    #expect(found.count == 200)
    #expect(found[0].classIndex == 0 && found[0].defaultBox == 0)
    #expect(found == decoder(predictions)[0])
    #expect(
      zip(found, found.dropFirst()).allSatisfy {
        ($0.classIndex, $0.defaultBox) < ($1.classIndex, $1.defaultBox)
      })
  }

  @Test("predictions that are no numbers yield no boxes", arguments: [Float.nan, .infinity, 1e30])
  func senseless(value: Float) {
    let decoder = SSDDecoder(Self.boxes)
    let offsets = SSDPredictions(
      locations: .full([1, 8732, 4], value), logits: .zeros([1, 8732, 3]))
    #expect(decoder(offsets)[0].isEmpty)
    let logits = SSDPredictions(
      locations: .zeros([1, 8732, 4]), logits: .full([1, 8732, 3], .nan))
    #expect(decoder(logits)[0].isEmpty)
  }
}
