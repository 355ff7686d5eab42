import AnoGAN
import Datasets
import Foundation
import Testing

@Suite("The Efficient GAN that ships")
struct ShippedWeightsTests {
  /// The folder of the real data, where it is at hand.
  private static let testData = ProcessInfo.processInfo.environment["ZOO_TEST_DATA"]

  @Test("it knows what is normal, and finds drawn twos less normal than drawn sevens and eights")
  func drawn() throws {
    let scorer = try EfficientGANScorer.pretrained()
    #expect(scorer.scoring.normalClasses == ["7", "8"])
    let threshold = try #require(scorer.scoring.threshold)
    #expect(threshold.quantile == 0.95 && threshold.score > 0)
    let digits = DatasetRegistry.drawnDigits(1234).test.filtered(labels: [2, 7, 8])
    let metrics = try scorer.evaluate(digits, normal: [7, 8])
    // It learnt from handwriting, not from drawings.
    #expect(try #require(metrics.groups.first { $0.name == "2" }).auc > 0.55)
  }

  @Test(
    "of MNIST's digits it tells the others from sevens and eights as its card says",
    .enabled(if: testData != nil))
  func handwriting() throws {
    let data = try GreyData(greyFolder: try #require(Self.testData) + "/mnist")
    let metrics = try EfficientGANScorer.pretrained().evaluate(data.test, normal: [7, 8])
    #expect(try #require(metrics.medianAUC) >= 0.85)
    #expect(try #require(metrics.groups.first { $0.name == "2" }).auc >= 0.9)
  }
}
