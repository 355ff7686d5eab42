import AnoGAN
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
}
