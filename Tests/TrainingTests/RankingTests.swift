import Foundation
import Images
import Testing
import Training

@Suite struct RankingTests {
  private struct Fixture: Decodable {
    struct Binary: Decodable {
      struct Curve: Decodable {
        let fpr: [Double]
        let tpr: [Double]
      }
      let labels: [Int]
      let scores: [Double]
      let rocAUC: Double
      let averagePrecision: Double
      let curve: Curve
      enum CodingKeys: String, CodingKey {
        case labels, scores
        case rocAUC = "roc auc"
        case averagePrecision = "average precision"
        case curve = "roc curve"
      }
    }
    let binary: Binary
  }

  private static func fixture() throws -> Fixture.Binary {
    let url = try #require(
      Bundle.module.url(
        forResource: "classification", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url)).binary
  }

  @Test("the areas under the curves and the curve equal scikit-learn's")
  func reference() throws {
    let expected = try Self.fixture()
    let ranking = BinaryRanking(
      scores: expected.scores, isPositive: expected.labels.map { $0 == 1 })
    #expect(abs(try #require(ranking.rocAUC) - expected.rocAUC) < 1e-9)
    #expect(abs(try #require(ranking.prAUC) - expected.averagePrecision) < 1e-9)
    // scikit-learn's curve leaves out places on a straight line: each of its points is one of ours.
    let points = zip(ranking.falsePositiveRates, ranking.truePositiveRates)
    for (fpr, tpr) in zip(expected.curve.fpr, expected.curve.tpr) {
      #expect(points.contains { abs($0 - fpr) < 1e-8 && abs($1 - tpr) < 1e-8 }, "\(fpr) \(tpr)")
    }
  }

  @Test("the ROC area is the share of pairs in order, ties counting half")
  func pairs() throws {
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let labels = (0..<80).map { _ in next() % 3 == 0 }
    let scores = labels.map { Double(next() % 9) + ($0 ? 2 : 0) }
    var right = 0.0
    var count = 0.0
    for i in labels.indices where labels[i] {
      for j in labels.indices where !labels[j] {
        right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
        count += 1
      }
    }
    let ranking = BinaryRanking(scores: scores, isPositive: labels)
    #expect(abs(try #require(ranking.rocAUC) - right / count) < 1e-12)
    let turned = BinaryRanking(scores: scores.map { -$0 }, isPositive: labels)
    #expect(abs(try #require(turned.rocAUC) - (1 - right / count)) < 1e-12)
  }

  @Test("one kind alone has no ROC area; perfect and equal scores have 1 and a half")
  func extremes() {
    let alone = BinaryRanking(scores: [1, 2], isPositive: [true, true])
    #expect(alone.rocAUC == nil && alone.prAUC == 1)
    #expect(BinaryRanking(scores: [1], isPositive: [false]).prAUC == nil)
    #expect(BinaryRanking(scores: [], isPositive: []).places.count == 1)
    #expect(BinaryRanking(scores: [3, 2, 1], isPositive: [true, true, false]).rocAUC == 1)
    #expect(BinaryRanking(scores: [1, 1, 1], isPositive: [true, true, false]).rocAUC == 0.5)
    #expect(
      BinaryRanking(scores: [.infinity, -.infinity], isPositive: [true, false]).rocAUC == 1)
  }

  @Test("the threshold is a quantile of normal scores, as NumPy interpolates it")
  func threshold() {
    let scores: [Double] = [5, 1, 4, 2, 3]
    #expect(BinaryRanking.threshold(normalScores: scores, share: 0) == 5)
    #expect(BinaryRanking.threshold(normalScores: scores, share: 1) == 1)
    #expect(abs(BinaryRanking.threshold(normalScores: scores, share: 0.1) - 4.6) < 1e-12)
    #expect(BinaryRanking.threshold(normalScores: [7]) == 7)
  }

  @Test("the ROC picture shows a curve")
  func picture() throws {
    let expected = try Self.fixture()
    let ranking = BinaryRanking(
      scores: expected.scores, isPositive: expected.labels.map { $0 == 1 })
    let image = BinaryRanking.rocPicture(title: "ROC curve", [("scores", ranking)])
    let empty = BinaryRanking.rocPicture(title: "ROC curve", [])
    #expect(image.width == 720 && image != empty)
  }
}
