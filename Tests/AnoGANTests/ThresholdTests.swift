import AnoGAN
import DCGAN
import Datasets
import Images
import Support
import Tensors
import Testing

@Suite("Scores, thresholds and pictures of anomalies")
struct ThresholdTests {
  @Test(
    "a threshold is numpy's quantile of normal scores",
    arguments: [(0.95, 3.85), (0, 1), (1, 4), (0.5, 2.5)])
  func quantile(share: Double, expected: Double) {
    let threshold = AnomalyThreshold(scores: [3, 1, 4, 2], quantile: share, data: "digits")
    #expect(abs(threshold.score - expected) < 1e-12)
    #expect(threshold.count == 4)
  }

  @Test("a score above the threshold is that of an anomaly, one at it is not")
  func verdict() {
    let threshold = AnomalyThreshold(scores: [10], data: "one")
    let at = AnomalyScore(residual: 10, discrimination: 10, lambda: 0.1)
    let above = AnomalyScore(residual: 10, discrimination: 11, lambda: 0.1)
    #expect(!threshold.isExceeded(by: at))
    #expect(threshold.isExceeded(by: above))
  }

  @Test("λ shares the score out between pixels and features")
  func shares() {
    #expect(AnomalyScore(residual: 100, discrimination: 40).value == 94)
    #expect(AnomalyScore(residual: 100, discrimination: 40, lambda: 1).value == 40)
  }

  @Test("a picture of any size and colour is looked at as a grey square")
  func greyTensor() {
    var image = Image(width: 90, height: 60, fill: .white)
    image.fillRectangle(x: 0, y: 0, width: 9, height: 60, .black)  // cut off
    let x = image.greyTensor(side: 28)
    #expect(x.shape == [1, 28, 28, 1])
    #expect(x.scalars.allSatisfy { abs($0 - 1) < 1e-6 })
  }

  @Test("the difference is half the distance, and its picture black where there is none")
  func difference() {
    let input = Tensor([-1, 1, 0, 0.5], shape: [2, 2, 1])
    let anomaly = Anomaly(
      score: AnomalyScore(residual: 1, discrimination: 0), input: input,
      reconstruction: Tensor([-1, -1, 0, 0], shape: [2, 2, 1]), latents: [])
    #expect(anomaly.difference.scalars == [0, 1, 0, 0.25])
    let pictures = anomaly.pictures
    #expect(pictures.difference[0, 0] == .black && pictures.difference[1, 0] == .white)
    #expect(pictures.input[1, 0] == .white && pictures.reconstruction[1, 0] == .black)
  }

  private func searcher() -> AnoGANScorer {
    AnoGANScorer(
      Generator(latentSize: 4, width: 0.03125), Discriminator(width: 0.03125),
      scoring: AnomalyScoring(
        threshold: AnomalyThreshold(scores: [10], data: "one"),
        search: LatentSearchOptions(stepCount: 3)))
  }

  @Test("a threshold holds for the search that it was chosen with, and for no other")
  func otherSearch() {
    let anomaly = Anomaly(
      score: AnomalyScore(residual: 20, discrimination: 20), input: .zeros([2, 2, 1]),
      reconstruction: .zeros([2, 2, 1]), latents: [])
    let scorer = searcher()
    #expect(scorer.isAnomalous(anomaly) == true)
    // How many are computed at once changes nothing.
    scorer.options.batchSize = 1
    #expect(scorer.threshold?.score == 10)
    let changes: [(inout LatentSearchOptions) -> Void] = [
      { $0.stepCount = 4 }, { $0.restartCount = 2 }, { $0.learningRate = 0.1 }, { $0.seed = 1 },
      { $0.decays = false }, { $0.lambda = 0.3 },
    ]
    for change in changes {
      let scorer = searcher()
      change(&scorer.options)
      #expect(scorer.threshold == nil && scorer.isAnomalous(anomaly) == nil)
    }
  }

  @Test("choosing a threshold notes the search, and λ is one")
  func chosen() throws {
    let scorer = searcher()
    scorer.options.stepCount = 2
    scorer.options.lambda = 0.4
    #expect(scorer.scoring.lambda == 0.4)
    let digits = Drawn.digits(count: 20, seed: 1).filtered(labels: [7]).resized(to: 64)
    try scorer.chooseThreshold(on: digits, dataName: "sevens")
    #expect(scorer.scoring.search == scorer.options && scorer.scoring.search?.stepCount == 2)
    #expect(scorer.threshold == scorer.scoring.threshold && scorer.threshold?.data == "sevens")
    #expect(scorer.examine(digits.tensor(at: 0..<1))[0].score.lambda == 0.4)
    scorer.scoring.lambda = 0.2
    #expect(scorer.options.lambda == 0.2 && scorer.threshold == nil)
    #expect(AnomalyScoring(lambda: 0.7, search: LatentSearchOptions()).search?.lambda == 0.7)
  }

  @Test("Efficient GAN's scores do not depend on other pictures, whatever the mode")
  func independent() {
    let networks = withSeed(6) { EfficientGAN(EfficientGANConfiguration(width: 0.03125)) }
    let scorer = EfficientGANScorer(networks)
    let images = filled("x", shape: [3, 28, 28, 1])
    let together = Mode.with(.training) { scorer.examine(images) }
    for (index, expected) in together.enumerated() {
      let alone = Mode.with(.training) { scorer.examine(images[index..<index + 1])[0] }
      #expect(abs(alone.score.value - expected.score.value) < 1e-4 * expected.score.value)
    }
  }
}
