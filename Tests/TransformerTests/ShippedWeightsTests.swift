import Datasets
import Foundation
import Tasks
import Testing
import Training
import Transformer

@Suite("The Transformer that ships")
struct ShippedWeightsTests {
  /// The folder of the real data, where it is at hand.
  private static let testData = ProcessInfo.processInfo.environment["ZOO_TEST_DATA"]

  @Test("it tells praise from blame")
  func sentiment() throws {
    let classifier = try ReviewClassifier.pretrained()
    #expect(classifier.classes.names == ["neg", "pos"] && classifier.warnings.isEmpty)
    let answers = try classifier.classify(
      [
        "A wonderful little film, moving and beautifully acted. I loved every minute of it.",
        "Dull and predictable. The worst film that I have seen in years, a waste of time.",
      ], top: 1)
    #expect(answers.map { $0[0].label } == ["pos", "neg"])
    #expect(answers.allSatisfy { $0[0].probability > 0.9 })
  }

  @Test(
    "of IMDb's reviews to test with it knows as many as its card says",
    .enabled(if: testData != nil && ProcessInfo.processInfo.environment["ZOO_SLOW_TESTS"] == "1"))
  func imdb() throws {
    let path = try #require(Self.testData) + "/imdb/imdb_test.tsv.gz"
    let reviews = try TextTable(path)
    let measured = try ReviewClassifier.pretrained().evaluate(reviews)
    let metrics = measured.evaluation.metrics
    #expect(abs(try #require(metrics["accuracy"]) - 0.872) < 0.001)
    #expect(abs(try #require(metrics["F1"]) - 0.874) < 0.001)
    #expect(abs(measured.evaluation.loss - 0.357) < 0.001)
  }
}
