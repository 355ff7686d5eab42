import Images
import Tensors
import Testing

@Suite struct TransformTests {
  private let transforms: [any ImageTransform] = [
    Resize(shortSide: 40), RandomResizedCrop(size: 24), RandomHorizontalFlip(),
    RandomRotation(degrees: 10),
    ColorJitter(brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1), CentreCrop(20),
  ]

  @Test("equal seeds give equal pictures, different ones do not")
  func seeds() {
    func picture(_ seed: UInt64) -> Image {
      var random = Random(seed: seed)
      return transforms(drawing(), random: &random)
    }
    #expect(picture(1) == picture(1))
    #expect(picture(1) != picture(2))
    #expect(picture(3).width == 20 && picture(3).height == 20)
  }

  @Test("a random crop lies in the picture and keeps its area and shape")
  func crop() {
    var random = Random(seed: 5)
    let crop = RandomResizedCrop(size: 8)
    var shares = [Double]()
    for _ in 0..<2000 {
      let part = crop.rectangle(width: 400, height: 300, random: &random)
      #expect(part.x >= 0 && part.x + part.width <= 400)
      #expect(part.y >= 0 && part.y + part.height <= 300)
      let shape = Double(part.width) / Double(part.height)
      #expect(shape > 0.72 && shape < 1.37)
      shares.append(Double(part.width * part.height) / 120_000)
    }
    #expect((shares.min() ?? 0) > 0.07)
    let mean = shares.reduce(0, +) / Double(shares.count)
    #expect(mean > 0.4 && mean < 0.56)
  }

  @Test("a picture that no shape fits is cropped in its middle")
  func fallback() {
    var random = Random(seed: 5)
    let crop = RandomResizedCrop(size: 8, area: 1...1)
    let part = crop.rectangle(width: 3000, height: 10, random: &random)
    #expect(part.width == 13 && part.height == 10 && part.x == 1493 && part.y == 0)
    let tall = crop.rectangle(width: 1, height: 5000, random: &random)
    #expect(tall.width == 1 && tall.height == 1)
  }

  @Test("a flip happens as often as asked")
  func flip() {
    var random = Random(seed: 9)
    let image = drawing(width: 3, height: 1)
    let count = (0..<1000).count { _ in RandomFlip(rate: 0.3)(image, random: &random) != image }
    #expect(count > 250 && count < 350)
  }
}
