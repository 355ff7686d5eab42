import Datasets
import Files
import Foundation
import Images
import Tensors
import Testing

@Suite struct GreyImagesTests {
  private static let digits = Drawn.digits(count: 40, seed: 3)

  @Test("numbers are −1 for black, 1 for white, as torchvision's normalization gives them")
  func numbers() {
    let images = GreyImages(
      name: "a", side: 2, pixels: [0, 255, 128, 1, 9, 9, 9, 9], labels: [7, 8])
    #expect(images.tensor.shape == [2, 2, 2, 1])
    let expected: [Float] = [0, 255, 128, 1].map { (Float($0) / 255 - 0.5) / 0.5 }
    #expect(Array(images.tensor.scalars.prefix(4)) == expected)
    #expect(
      images.tensor(at: [1, 1]).scalars == images.tensor.scalars.suffix(4)
        + images.tensor.scalars.suffix(4))
    var random = Random(seed: 1)
    let sample = images.sample(at: 0, random: &random)
    #expect(sample.image.shape == [2, 2, 1] && sample.label == 7 && sample.path == "a#0")
    #expect(images.image(at: 0)[1, 0] == .white)
  }

  @Test("parts keep labels and names; a limit takes the classes in turn")
  func parts() {
    let digits = Self.digits
    let some = digits.filtered(labels: [7, 8])
    #expect(some.labels == [7, 8, 7, 8, 7, 8, 7, 8])
    #expect(some.name(at: 2) == digits.name(at: 17))
    #expect(some.image(at: 2) == digits.image(at: 17))
    #expect(some.limited(to: 3).labels == [7, 8, 7])
    #expect(some.limited(toEach: 2).labels == [7, 8, 7, 8])
    #expect(digits.limited(to: 100).count == 40)
    #expect(digits.subset([8, 18, 28, 7]).limited(to: 2).labels == [8, 7])
    let resized = some.resized(to: 20)
    #expect(resized.name(at: 2) == digits.name(at: 17) && resized.labels == some.labels)
    #expect(some.fingerprint != digits.fingerprint)
    #expect(some.fingerprint == digits.subset([7, 8, 17, 18, 27, 28, 37, 38]).fingerprint)
  }

  @Test("pictures are resized as the colour pictures are: Pillow's cubic filter")
  func resizing() {
    let resized = Self.digits.resized(to: 64)
    #expect(resized.side == 64 && resized.count == 40)
    for index in [0, 17, 39] {
      let expected = Self.digits.image(at: index).resized(width: 64, height: 64, .bicubic)
      #expect(resized.image(at: index) == expected)
    }
  }

  @Test("batches go on where an epoch stopped, in the same order")
  func resume() async throws {
    let loader = DataLoader(Self.digits, batchSize: 16, shuffle: true, seed: 5)
    var whole: [ImageBatch] = []
    for try await batch in loader.epoch(2) { whole.append(batch) }
    var rest: [ImageBatch] = []
    for try await batch in loader.epoch(2, from: 1) { rest.append(batch) }
    #expect(whole.map(\.images.shape) == [[16, 28, 28, 1], [16, 28, 28, 1], [8, 28, 28, 1]])
    #expect(rest.count == 2)
    for (a, b) in zip(whole.dropFirst(), rest) {
      #expect(a.images.scalars == b.images.scalars && a.labels.scalars == b.labels.scalars)
      #expect(a.paths == b.paths)
    }
  }

  @Test("drawn digits are the same for equal seeds, and of all classes in turn")
  func drawn() {
    let again = Drawn.digits(count: 40, seed: 3)
    #expect(again.fingerprint == Self.digits.fingerprint)
    #expect(Drawn.digits(count: 40, seed: 4).fingerprint != Self.digits.fingerprint)
    #expect(Self.digits.classCounts == [Int](repeating: 4, count: 10))
    #expect(Self.digits.filtered(labels: [7]).name(at: 1) == "drawn/7/17 (seed 3)")
    for index in 0..<40 {
      let image = Self.digits.image(at: index)
      let ink = image.meanLuminance
      #expect(ink > 10 && ink < 100, "\(index): \(ink)")
      // The figure does not touch the edge.
      for x in 0..<28 { #expect(image[x, 0] == .black && image[x, 27] == .black) }
    }
  }

  @Test("a linear classifier tells drawn digits apart, but not all of them")
  func varied() {
    let images = Drawn.digits(count: 800, seed: 21)
    let products = RidgeRegression.products(
      (0..<images.count).map { images.tensor(at: [$0]).scalars + [1] })
    var scores = [[Double]](repeating: [], count: 300)
    for digit in 0..<10 {
      let ridge = RidgeRegression(
        products: products, targets: images.labels.map { $0 == digit ? 1 : -1 },
        trainingCount: 500, penalty: 300)
      for index in 0..<300 { scores[index].append(ridge.prediction(500 + index)) }
    }
    let right = scores.enumerated().count { index, row in
      row.indices.max { row[$0] < row[$1] } == images.label(at: 500 + index)
    }
    #expect(right > 200 && right < 296, "\(right) of 300 right")
  }
}
