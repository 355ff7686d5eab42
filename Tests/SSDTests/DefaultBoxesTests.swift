import Images
import SSD
import Support
import Tensors
import Testing

@Suite struct DefaultBoxesTests {
  @Test("the 8,732 boxes of SSD300 equal the reference")
  func ssd300() throws {
    let boxes = SSD300.defaultBoxes
    let expected = try #require(Pieces.tensors()["default_boxes"])
    expectClose(boxes.tensor, expected, relative: 1e-6)
    let sums = boxes.tensor.sum(axes: [0]).scalars
    for (sum, expected) in zip(sums, [4443.14667, 4443.14667, 1510.14795, 1510.14795] as [Float]) {
      #expect(abs(sum - expected) < 0.01)
    }
    #expect((boxes.boxes[5776] - [0.0266667, 0.0266667, 0.2, 0.2]).max() < 1e-6)
    #expect(boxes.boxes[8731].w == 1)
  }

  @Test("SSD512 has 24,564 boxes, all within the picture's size")
  func ssd512() {
    let boxes = SSD512.defaultBoxes
    #expect(boxes.count == 24564)
    #expect(SSD512.featureMaps.map(\.boxCount) == [16384, 6144, 1536, 384, 96, 16, 4])
    #expect(boxes.boxes[0] == [0.0078125, 0.0078125, 0.07, 0.07])
    for box in boxes.boxes {
      #expect(box.min() > 0 && box.max() <= 1)
    }
  }

  @Test("offsets equal the reference, there and back")
  func offsets() throws {
    let boxes = SSD300.defaultBoxes
    let tensors = try Pieces.tensors()
    let truths = try #require(tensors["encode_truth"]).scalars
    var encoded: [Float] = []
    for k in 0..<truths.count / 4 {
      let truth = Box(
        xMin: truths[k * 4], yMin: truths[k * 4 + 1], xMax: truths[k * 4 + 2],
        yMax: truths[k * 4 + 3])
      let offsets = boxes.offsets(to: truth, from: 61 * k)
      encoded += [offsets.x, offsets.y, offsets.z, offsets.w]
      let back = boxes.box(offsets, from: 61 * k)
      #expect(abs(back.xMin - truth.xMin) < 1e-5 && abs(back.yMin - truth.yMin) < 1e-5)
      #expect(abs(back.xMax - truth.xMax) < 1e-5 && abs(back.yMax - truth.yMax) < 1e-5)
    }
    expectClose(encoded, try #require(tensors["encoded"]).scalars)

    let offsets = filled("ssd.decode", shape: [8732, 4], bound: 3).scalars
    let decoded = stride(from: 0, to: 8732, by: 61).flatMap { index in
      let box = boxes.box(
        [
          offsets[index * 4], offsets[index * 4 + 1], offsets[index * 4 + 2],
          offsets[index * 4 + 3],
        ], from: index)
      return [box.xMin, box.yMin, box.xMax, box.yMax]
    }
    expectClose(decoded, try #require(tensors["decoded"]).scalars)
  }
}
