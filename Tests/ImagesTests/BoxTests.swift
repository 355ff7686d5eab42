import Images
import Testing

@Suite struct BoxTests {
  @Test("a box knows its size, middle and area; an inverted one is empty")
  func measures() {
    let box = Box(xMin: 2, yMin: 3, xMax: 8, yMax: 5)
    #expect((box.width, box.height, box.area) == (6, 2, 12))
    #expect(box.center == (5, 4))
    #expect(!box.isEmpty)
    #expect(Box(center: (5, 4), width: 6, height: 2) == box)
    #expect(Box(xMin: 8, yMin: 3, xMax: 2, yMax: 5).isEmpty)
    #expect(Box(xMin: 8, yMin: 3, xMax: 2, yMax: 1).area == 0)
    #expect(Box(xMin: 1, yMin: 1, xMax: 1, yMax: 5).isEmpty)
    #expect(Box(xMin: .nan, yMin: 1, xMax: 2, yMax: 5).isEmpty)
  }

  @Test(
    "intersection over union is the shared part of what both cover",
    arguments: overlaps)
  func overlap(other: Box, expected: Float) {
    let box = Box(xMin: 0, yMin: 0, xMax: 2, yMax: 2)
    #expect(abs(box.intersectionOverUnion(other) - expected) < 1e-6)
    #expect(other.intersectionOverUnion(box) == box.intersectionOverUnion(other))
  }

  private static let overlaps: [(Box, Float)] = [
    (Box(xMin: 0, yMin: 0, xMax: 2, yMax: 2), 1),
    (Box(xMin: 1, yMin: 0, xMax: 3, yMax: 2), 1 / 3),
    (Box(xMin: 1, yMin: 1, xMax: 3, yMax: 3), 1 / 7),
    (Box(xMin: 2, yMin: 0, xMax: 4, yMax: 2), 0),
    (Box(xMin: 3, yMin: 3, xMax: 1, yMax: 1), 0),
    (Box(xMin: 0.5, yMin: 0.5, xMax: 1.5, yMax: 1), 0.125),
  ]

  @Test("two boxes without area do not overlap, not even with themselves")
  func emptyOverlap() {
    let point = Box(xMin: 1, yMin: 1, xMax: 1, yMax: 1)
    #expect(point.intersectionOverUnion(point) == 0)
  }

  @Test("a box is clipped, scaled, shifted and mirrored with its picture")
  func changes() {
    let box = Box(xMin: -2, yMin: 3, xMax: 8, yMax: 50)
    let inside = box.clipped(toWidth: 6, height: 40)
    #expect(inside == Box(xMin: 0, yMin: 3, xMax: 6, yMax: 40))
    #expect(inside.scaled(x: 0.5, y: 2) == Box(xMin: 0, yMin: 6, xMax: 3, yMax: 80))
    #expect(inside.shifted(x: 1, y: -3) == Box(xMin: 1, yMin: 0, xMax: 7, yMax: 37))
    let mirrored = Box(xMin: 1, yMin: 3, xMax: 3, yMax: 4).flippedHorizontally(width: 10)
    #expect(mirrored == Box(xMin: 7, yMin: 3, xMax: 9, yMax: 4))
    #expect(mirrored.flippedHorizontally(width: 10).xMin == 1)
  }
}
