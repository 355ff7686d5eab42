import Checkpoints
import Datasets
import Foundation
import Images
import MNIST
import Tasks
import Tensors
import Testing
import Training

@Suite struct ClassifierTests {
  @Test("the weights that ship classify drawn digits, which they have never seen")
  func shipped() async throws {
    let classifier = try MNISTClassifier.pretrained()
    #expect(classifier.classes.names == GreyImages.digits)
    let drawn = Drawn.digits(count: 200, seed: 77)
    let evaluation = try await classifier.network.evaluate(drawn)
    #expect((evaluation.classification?.accuracy ?? 0) >= 0.98)
    let answers = try classifier.classify(drawn.image(at: 3), top: 2)
    #expect(answers.count == 2 && answers[0].label == "3")
    #expect(try classifier.classify([], top: 1).isEmpty)
  }

  @Test("ink on paper, another size and another shape give the same answer")
  func pictures() throws {
    let classifier = try MNISTClassifier.pretrained()
    let digit = Drawn.digits(count: 10, seed: 5).image(at: 4)
    let paper = Image(
      width: digit.width, height: digit.height, pixels: digit.pixels.map { 255 - $0 })
    let large = digit.resized(width: 120, height: 120, .bicubic)
    let narrow = digit.cropped(x: 5, y: 0, width: 18, height: 28)
    for picture in [digit, paper, large, narrow] {
      #expect(try classifier.classify(picture, top: 1).first?.label == "4")
    }
  }

  @Test("a picture of the input's size keeps its pixels; one line of pixels is no fault")
  func preprocessing() {
    let preprocessing = DigitPreprocessing()
    let digit = Drawn.digits(count: 10, seed: 5).image(at: 4)
    #expect(preprocessing.fitted(digit) == digit)
    let x = preprocessing([digit])
    #expect(x.shape == [1, 28, 28, 1])
    #expect(x.scalars.first == -1)
    let line = preprocessing.fitted(Image(width: 60_000, height: 1, fill: .black))
    #expect(line.width == 28 && line.height == 28)
    let kept = DigitPreprocessing(invertsLightGround: false)
    #expect(kept([Image(width: 5, height: 5, fill: .white)]).scalars.allSatisfy { $0 == 1 })
    #expect(
      preprocessing([Image(width: 5, height: 5, fill: .white)]).scalars.allSatisfy { $0 == -1 })
  }

  @Test(
    "a file whose notes have another side is read as the network takes it",
    arguments: [0, 32, 10_000_000_000])
  func side(side: Int) throws {
    let path =
      FileManager.default.temporaryDirectory.path + "/mnist-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let network = MNISTNetwork(MNISTConfiguration(.connected, layerCount: 2))
    var notes = try network.metadata(
      preprocessing: DigitPreprocessing(), classes: GreyImages.digits)
    notes.entries["preprocessing"] = #"{"invertsLightGround":true,"side":\#(side)}"#
    try Checkpoint.write(network, to: path, metadata: notes)
    let classifier = try MNISTClassifier.load(path)
    let digits = Drawn.digits(count: 2, seed: 1)
    #expect(try classifier.classify(digits.image(at: 0), top: 10).count == 10)
    #expect(classifier.answers(for: digits).logits.shape == [2, 10])
  }

  @Test("drawn digits are better than noise, and as good as themselves")
  func quality() throws {
    let classifier = try MNISTClassifier.pretrained()
    let real = Drawn.digits(count: 200, seed: 1)
    let others = Drawn.digits(count: 200, seed: 2)
    let noise = GreyImages(
      name: "noise", withSeed(3) { Tensor.randomUniform([100, 64, 64, 1], in: -1..<1) })
    let good = classifier.quality(of: others, real: real)
    let bad = classifier.quality(of: noise, real: real)
    let same = classifier.quality(of: real, real: real)
    #expect(same.frechetDistance < 1e-6 && same.precision == 1 && same.recall == 1)
    #expect(good.frechetDistance < bad.frechetDistance / 5)
    #expect(good.precision > 0.8 && good.recall > 0.8 && good.sureShare > 0.7)
    #expect(bad.precision < 0.2 && bad.recall < 0.2)
    #expect(good.classShares.allSatisfy { $0 > 0.03 && $0 < 0.2 })
    #expect(abs(good.sureShare(of: 0...9) - good.sureShare) < 1e-12)
  }

  @Test("numbers become the pixels that a PNG file holds")
  func numbers() {
    let images = GreyImages(
      name: "made", Tensor([-1, 1, 0, -3, 7, .nan, 0.5, -0.5], shape: [2, 2, 2, 1]))
    #expect((0..<2).map { images.image(at: 0)[$0, 0].red } == [0, 255])
    #expect(images.image(at: 0)[0, 1].red == 128 && images.image(at: 0)[1, 1].red == 0)
    #expect(images.image(at: 1)[0, 0].red == 255 && images.image(at: 1)[1, 0].red == 0)
    #expect(images.count == 2 && images.classNames == ["sample"])
  }

  private static let realData = ProcessInfo.processInfo.environment["ZOO_TEST_DATA"]

  @Test(
    "the weights that ship have their figure on the real test set", .enabled(if: realData != nil))
  func realSet() async throws {
    let root = try #require(Self.realData)
    let data = try GreyData(greyFolder: root + "/mnist")
    let evaluation = try await MNISTClassifier.pretrained().network.evaluate(data.test)
    #expect((evaluation.classification?.accuracy ?? 0) >= 0.993)
  }
}
