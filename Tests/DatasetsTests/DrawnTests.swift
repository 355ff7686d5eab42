import Datasets
import Images
import Tensors
import Testing

@Suite struct DrawnTests {
  @Test("equal seeds draw equal pictures, other seeds and indices others")
  func deterministic() {
    let images = Drawn.antsAndBees(count: 6, seed: 4, size: 64)
    let again = Drawn.antsAndBees(count: 6, seed: 4, size: 64)
    let other = Drawn.antsAndBees(count: 6, seed: 5, size: 64)
    for index in 0..<6 {
      #expect(images.image(at: index) == again.image(at: index))
      #expect(images.image(at: index) != other.image(at: index))
    }
    #expect(images.image(at: 0) != images.image(at: 2))
    #expect(images.fingerprint == again.fingerprint)
    #expect(images.fingerprint != other.fingerprint)
    #expect(images.classNames == ["ants", "bees"])
    #expect(images.classCounts == [3, 3])
  }

  @Test("twenty and more other classes are drawn for pretraining, each unlike flat ground")
  func classes() {
    let images = Drawn.classes(count: 54, seed: 1, size: 64)
    #expect(images.classNames.count >= 20)
    #expect(
      !images.classNames.contains { $0.contains("ant") || $0.contains("bee") && $0 != "beetle" })
    for index in 0..<images.count {
      let image = images.image(at: index)
      #expect(image.width == 64 && image.height == 64)
      #expect(Set(image.pixels).count > 20, "\(images.name(at: index))")
    }
  }

  @Test("a linear classifier of 32×32 pixels stays under 75 % on ants and bees")
  func hardForLines() {
    let images = Drawn.antsAndBees(count: 900, seed: 11, size: 112)
    let features = (0..<images.count).map { index -> [Float] in
      let image = images.image(at: index).resized(width: 32, height: 32, .bilinear)
      return image.pixels.map { Float($0) / 127.5 - 1 } + [1]
    }
    let targets = images.labels.map { Float(2 * $0 - 1) }
    let products = RidgeRegression.products(features)
    for penalty: Float in [10, 100, 1000, 10_000] {
      let ridge = RidgeRegression(
        products: products, targets: targets, trainingCount: 600, penalty: penalty)
      let right = (600..<900).count { (ridge.prediction($0) > 0) == (targets[$0] > 0) }
      #expect(right < 225, "penalty \(penalty): \(right) of 300 right")
    }
  }
}
