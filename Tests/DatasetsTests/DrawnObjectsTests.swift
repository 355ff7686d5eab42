import Datasets
import Images
import Testing

@Suite struct DrawnObjectsTests {
  private static let scenes = Drawn.objects(count: 150, seed: 8)

  @Test("equal seeds draw equal pictures and boxes, other seeds others")
  func deterministic() {
    let again = Drawn.objects(count: 150, seed: 8)
    let other = Drawn.objects(count: 150, seed: 9)
    for index in 0..<4 {
      #expect(Self.scenes.image(at: index) == again.image(at: index))
      #expect(Self.scenes.objects(at: index) == again.objects(at: index))
      #expect(Self.scenes.image(at: index) != other.image(at: index))
    }
    #expect(Self.scenes.fingerprint != other.fingerprint)
  }

  @Test("pictures have the size that is said, and every object lies in its picture")
  func inside() {
    for index in 0..<Self.scenes.count {
      let (width, height) = Self.scenes.size(at: index)
      for object in Self.scenes.objects(at: index) {
        #expect(!object.box.isEmpty, "\(index)")
        #expect(object.box.clipped(toWidth: Float(width), height: Float(height)) == object.box)
      }
      guard index < 10 else { continue }
      let image = Self.scenes.image(at: index)
      #expect((image.width, image.height) == (width, height))
    }
  }

  @Test("boxes touch the figure's outline on all four sides")
  func tight() {
    var count = 0
    for index in 0..<40 {
      let (width, height) = Self.scenes.size(at: index)
      let masks = Self.scenes.masks(at: index)
      let objects = Self.scenes.objects(at: index)
      #expect(masks.count == objects.count)
      for (mask, object) in zip(masks, objects) {
        let rows = (0..<height).filter { row in
          mask[row * width..<(row + 1) * width].contains(true)
        }
        let columns = (0..<width).filter { column in
          stride(from: column, to: mask.count, by: width).contains { mask[$0] }
        }
        guard let top = rows.first, let bottom = rows.last, let left = columns.first,
          let right = columns.last
        else { continue }
        // A thin tip may cover less than half of its last pixels.
        let slack: Float = 5
        #expect(abs(Float(left) - object.box.xMin) < slack, "\(index) \(object)")
        #expect(abs(Float(top) - object.box.yMin) < slack, "\(index) \(object)")
        #expect(abs(Float(right + 1) - object.box.xMax) < slack, "\(index) \(object)")
        #expect(abs(Float(bottom + 1) - object.box.yMax) < slack, "\(index) \(object)")
        count += 1
      }
    }
    #expect(count > 60)
  }

  @Test("twelve classes of VOC occur about equally often, lengths spread over 8:1")
  func variety() {
    let objects = (0..<Self.scenes.count).flatMap { Self.scenes.objects(at: $0) }
    #expect(Self.scenes.classNames.count == 12)
    #expect(Set(Self.scenes.classNames).isSubset(of: VOCFolder.classes))
    for (name, count) in zip(Self.scenes.classNames, Self.scenes.objectCounts) {
      #expect(count > 12, "\(name)")
    }
    let lengths = objects.map { max($0.box.width, $0.box.height) }.sorted()
    #expect(lengths[lengths.count * 19 / 20] / lengths[lengths.count / 20] > 5)
    #expect((lengths.last ?? 0) / (lengths.first ?? 1) > 8)
    let counts = (0..<Self.scenes.count).map { Self.scenes.objects(at: $0).count }
    #expect(counts.max() ?? 0 > 4 && counts.filter { $0 == 0 }.count < 5)
  }

  @Test("hidden and truncated objects occur and are few; difficult ones are the hidden ones")
  func flags() {
    let objects = (0..<Self.scenes.count).flatMap { Self.scenes.objects(at: $0) }
    let share = { (count: Int) in Double(count) / Double(objects.count) }
    #expect((0.01...0.2).contains(share(objects.filter(\.isDifficult).count)))
    #expect((0.01...0.3).contains(share(objects.filter(\.isTruncated).count)))
    for index in 0..<Self.scenes.count {
      let objects = Self.scenes.objects(at: index)
      if objects.count == 1, objects[0].isDifficult { #expect(objects[0].isTruncated) }
    }
  }
}
