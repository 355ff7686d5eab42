import Datasets
import Images
import Tensors
import Testing

@Suite struct AugmentationTests {
  /// A picture whose red is the column and whose green is the row, with three objects.
  static func picture(width: Int = 60, height: Int = 48) -> AnnotatedPicture {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += [UInt8(x), UInt8(y), 200] }
    }
    return AnnotatedPicture(
      Image(width: width, height: height, pixels: pixels),
      objects: [
        ObjectAnnotation(label: 0, box: Box(xMin: 3, yMin: 4, xMax: 21, yMax: 20)),
        ObjectAnnotation(label: 1, box: Box(xMin: 30, yMin: 2, xMax: 59, yMax: 47)),
        ObjectAnnotation(
          label: 2, box: Box(xMin: 12, yMin: 28, xMax: 18, yMax: 33), isDifficult: true),
      ])
  }

  private func color(_ picture: AnnotatedPicture, _ x: Int, _ y: Int) -> [Float] {
    let start = 3 * (y * picture.width + x)
    return Array(picture.numbers[start..<start + 3])
  }

  /// The numbers of the pixel in which the middle of an object's box lies.
  private func middles(_ picture: AnnotatedPicture) -> [Int: [Float]] {
    var result: [Int: [Float]] = [:]
    for object in picture.objects {
      let (x, y) = object.box.center
      result[object.label] = color(picture, Int(x), Int(y))
    }
    return result
  }

  @Test("mirrored once, left is right and boxes follow; twice, nothing has changed")
  func mirror() {
    var random = Random(seed: 1)
    var picture = Self.picture()
    RandomMirror(rate: 1)(&picture, random: &random)
    #expect(color(picture, 0, 7) == [59, 7, 200])
    #expect(picture.objects[0].box == Box(xMin: 39, yMin: 4, xMax: 57, yMax: 20))
    RandomMirror(rate: 1)(&picture, random: &random)
    #expect(picture.numbers == Self.picture().numbers)
    #expect(picture.objects == Self.picture().objects)
    RandomMirror(rate: 0)(&picture, random: &random)
    #expect(picture.objects == Self.picture().objects)
  }

  @Test("expanding keeps what boxes show, fills the rest with the mean, and stays within the ratio")
  func expansion() {
    var ratios: [Float] = []
    for seed in 0..<60 {
      var random = Random(seed: UInt64(seed))
      var picture = Self.picture()
      RandomExpansion(rate: 1)(&picture, random: &random)
      #expect(middles(picture) == middles(Self.picture()), "\(seed)")
      let ratio = Float(picture.width) / 60
      ratios.append(ratio)
      #expect(picture.height >= 48 && abs(Float(picture.height) / 48 - ratio) < 0.05)
      for object in picture.objects {
        #expect(
          object.box.clipped(toWidth: Float(picture.width), height: Float(picture.height))
            == object.box)
      }
      let numbers = picture.numbers
      let mean = stride(from: 0, to: numbers.count, by: 3).filter {
        numbers[$0] == 123 && numbers[$0 + 1] == 117 && numbers[$0 + 2] == 104
      }
      #expect(mean.count == picture.width * picture.height - 60 * 48)
    }
    #expect((ratios.min() ?? 9) < 1.2 && (ratios.max() ?? 0) > 3.8 && (ratios.max() ?? 0) <= 4)
  }

  @Test("a crop keeps the objects whose middle is inside, clipped, and what they show")
  func crop() {
    var wholeCount = 0
    for seed in 0..<200 {
      var random = Random(seed: UInt64(seed))
      var picture = Self.picture()
      RandomSampleCrop()(&picture, random: &random)
      let first = color(picture, 0, 0)
      let part = Box(
        xMin: first[0], yMin: first[1], xMax: first[0] + Float(picture.width),
        yMax: first[1] + Float(picture.height))
      if picture.width == 60, picture.height == 48 { wholeCount += 1 }
      #expect(part.width >= 17 && part.height >= 13, "\(part)")
      #expect(part.height / part.width < 2.2 && part.width / part.height < 2.2, "\(part)")
      let expected = Self.picture().objects.filter { object in
        let (x, y) = object.box.center
        return x > part.xMin && x < part.xMax && y > part.yMin && y < part.yMax
      }
      #expect(!expected.isEmpty && picture.objects.map(\.label) == expected.map(\.label))
      for (object, old) in zip(picture.objects, expected) {
        let box = old.box.intersection(part).shifted(x: -part.xMin, y: -part.yMin)
        #expect(object.box == box && !box.isEmpty)
        #expect(object.isDifficult == old.isDifficult)
      }
    }
    // One mode of seven leaves the picture whole.
    #expect((10...60).contains(wholeCount))
  }

  @Test("the paper's rule gives each part the overlap that was drawn", arguments: [0.1, 0.5, 0.9])
  func overlap(least: Double) {
    let picture = Self.picture()
    var best: [Float] = []
    for (rule, seed) in [(RandomSampleCrop.Rule.paper, 1), (.compatible, 2)] {
      var random = Random(seed: UInt64(seed))
      best = []
      for _ in 0..<4000 {
        let part = RandomSampleCrop(rule).part(
          of: picture, .overlap(Float(least)), random: &random)
        guard let part else { continue }
        best.append(picture.objects.map { $0.box.intersectionOverUnion(part) }.max() ?? 0)
      }
      if rule == .paper {
        #expect(best.allSatisfy { $0 >= Float(least) } && (best.count > 0 || least > 0.8))
      }
    }
    // The reference code rejects nothing.
    #expect(best.contains { $0 < 0.08 } && best.count > 1000)
  }

  @Test("pictures without objects are cut too, and tiny ones survive")
  func noObjects() {
    var sizes: Set<Int> = []
    for seed in 0..<40 {
      var random = Random(seed: UInt64(seed))
      var picture = Self.picture()
      picture.objects = []
      RandomSampleCrop()(&picture, random: &random)
      #expect(picture.objects.isEmpty)
      sizes.insert(picture.width)
      var pixel = AnnotatedPicture(
        Image(width: 1, height: 1),
        objects: [ObjectAnnotation(label: 0, box: Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1))])
      [any ObjectTransform].ssd()(&pixel, random: &random)
      #expect(pixel.objects.count == 1 && pixel.image.width >= 1)
    }
    #expect(sizes.count > 10)
  }

  @Test("margin, crop and mirror are seen right through one another")
  func window() {
    var random = Random(seed: 3)
    for _ in 0..<50 {
      var picture = Self.picture()
      RandomMirror(rate: 1)(&picture, random: &random)
      RandomExpansion(mostRatio: 2, rate: 1)(&picture, random: &random)
      RandomSampleCrop()(&picture, random: &random)
      RandomMirror(rate: 0.5)(&picture, random: &random)
      let image = picture.image
      var eager = AnnotatedPicture(image, objects: picture.objects)
      #expect(eager.image == image)
      ObjectResize(width: 37, height: 90)(&eager, random: &random)
      ObjectResize(width: 37, height: 90)(&picture, random: &random)
      let (a, b) = (picture.numbers, eager.numbers)
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-3 })
      #expect(picture.objects == eager.objects)
      for object in picture.objects {
        let clipped = object.box.clipped(toWidth: 37, height: 90)
        #expect(abs(clipped.area - object.box.area) < 1e-2 && !clipped.isEmpty)
      }
    }
  }

  @Test("a sample of the whole augmentation is finite, its boxes are in 0…1, equal seeds agree")
  func whole() throws {
    let scenes = Drawn.objects(count: 30, seed: 2)
    let dataset = ObjectDataset(scenes, transforms: .ssd(), size: 64)
    var changed = 0
    for index in 0..<scenes.count {
      var random = Random(seed: 5, index)
      let sample = try dataset.sample(at: index, random: &random)
      random = Random(seed: 5, index)
      let again = try dataset.sample(at: index, random: &random)
      #expect(sample.image.shape == [64, 64, 3])
      #expect(sample.image.scalars == again.image.scalars && sample.objects == again.objects)
      let isFinite = sample.image.scalars.allSatisfy { $0.isFinite }
      #expect(isFinite)
      let easy = scenes.objects(at: index).filter { !$0.isDifficult }
      #expect(sample.objects.isEmpty == easy.isEmpty && sample.objects.count <= easy.count)
      for object in sample.objects {
        #expect(!object.box.isEmpty)
        let clipped = object.box.clipped(toWidth: 1, height: 1)
        #expect(abs(clipped.xMax - object.box.xMax) < 1e-5)
        #expect(abs(clipped.yMax - object.box.yMax) < 1e-5)
        #expect(object.box.xMin >= 0 && object.box.yMin >= 0)
      }
      random = Random(seed: 6, index)
      let other = try dataset.sample(at: index, random: &random)
      if other.image.scalars != sample.image.scalars { changed += 1 }
    }
    #expect(changed > 28)
  }

  @Test("difficult objects are left out of training and kept to evaluate; none left is fine")
  func difficult() throws {
    let hard = ObjectAnnotation(
      label: 3, box: Box(xMin: 1, yMin: 1, xMax: 4, yMax: 5), isDifficult: true)
    let pictures = FixedObjects(objects: [hard])
    var random = Random(seed: 1)
    for _ in 0..<20 {
      let sample = try ObjectDataset(pictures, transforms: .ssd()).sample(at: 0, random: &random)
      #expect(sample.objects.isEmpty)
    }
    let kept = try ObjectDataset(pictures, keepsDifficult: true).sample(at: 0, random: &random)
    #expect(kept.objects.map(\.isDifficult) == [true])
    let batch = ObjectSample.batch(of: [kept, kept])
    #expect(batch.images.shape == [2, 300, 300, 3] && batch.count == 2)
    #expect(batch.objects[1] == kept.objects)
  }

  @Test("to evaluate, a picture becomes what the preprocessing of SSD makes of it")
  func evaluation() throws {
    let pictures = FixedObjects(objects: [])
    let preprocessing = Preprocessing(
      size: .squish(width: 300, height: 300), sampling: .plainBilinear, scale: 255,
      mean: [123, 117, 104])
    var random = Random(seed: 1)
    let sample = try ObjectDataset(pictures).sample(at: 0, random: &random)
    let expected = preprocessing(pictures.image(at: 0)).scalars
    #expect(sample.image.scalars.count == expected.count)
    #expect(zip(sample.image.scalars, expected).allSatisfy { abs($0 - $1) < 2e-3 })
  }
}

/// One picture of 50×40 pixels with given objects.
struct FixedObjects: ObjectCollection {
  let objects: [ObjectAnnotation]
  let count = 1
  let classNames = ["a", "b", "c", "d"]
  let fingerprint = "fixed"

  func image(at index: Int) -> Image {
    Image(width: 50, height: 40, pixels: (0..<6000).map { UInt8($0 * $0 % 251) })
  }
  func objects(at index: Int) -> [ObjectAnnotation] { objects }
  func size(at index: Int) -> (width: Int, height: Int) { (50, 40) }
  func name(at index: Int) -> String { "fixed" }
}
