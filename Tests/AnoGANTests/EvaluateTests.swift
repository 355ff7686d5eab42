import AnoGAN
import Datasets
import Images
import Tensors
import Testing
import Training

@Suite("Measuring detectors of anomalies")
struct EvaluateTests {
  /// Scores a picture by its mean: what a test can foresee.
  private final class Brightness: AnomalyScorer {
    let imageSize = 8
    var batchSize = 64
    /// What is added to each score.
    var offset = 0.0
    var scoring = AnomalyScoring(
      threshold: AnomalyThreshold(score: 100, quantile: 1, count: 1, data: "grey"))

    func examine(_ images: Tensor) -> [Anomaly] {
      (0..<images.shape[0]).map { row in
        let x = images.sliced(axis: 0, range: row..<row + 1).reshaped([8, 8, 1])
        let mean = Double(x.mean().item())
        return Anomaly(
          score: AnomalyScore(residual: (mean + 1) * 127.5 + offset, discrimination: 0, lambda: 0),
          input: x, reconstruction: x, latents: [])
      }
    }
  }

  /// Plain pictures of the given levels.
  private func images(_ levels: [UInt8], labels: [Int]) -> GreyImages {
    GreyImages(
      name: "plain", side: 4, pixels: levels.flatMap { [UInt8](repeating: $0, count: 16) },
      labels: labels)
  }

  @Test("areas by class, their median, and what the threshold makes of them")
  func figures() throws {
    // Normal 7: 10, 20, 30; class 1: above all; class 2: between; class 3: below all.
    let images = images([10, 20, 30, 200, 220, 25, 5], labels: [7, 7, 7, 1, 1, 2, 3])
    let scorer = Brightness()
    scorer.batchSize = 3
    let metrics = try scorer.evaluate(images, normal: [7])
    #expect(metrics.groups.map(\.name) == ["1", "2", "3"])
    let twoThirds = 2.0 / 3.0
    for (area, expected) in zip(metrics.groups.map(\.auc), [1, twoThirds, 0]) {
      #expect(abs(area - expected) < 1e-12)
    }
    let (median, all) = (try #require(metrics.medianAUC), try #require(metrics.auc))
    #expect(abs(median - twoThirds) < 1e-12)
    // Of 4 × 3 pairs 3 + 3 + 2 + 0 are in the right order.
    #expect(abs(all - twoThirds) < 1e-12)
    #expect(metrics.groups[0].detected == 1 && metrics.groups[1].detected == 0)
    #expect(metrics.falseAlarms == 0)
    #expect(metrics.normalNames == ["7"])
    #expect(metrics.figures["AUC 1"] == 1)
    // Above the three normal ones; second of four; last of four.
    for (area, expected) in zip(metrics.groups.map(\.prAUC), [1, 1.0 / 2, 1.0 / 4]) {
      #expect(abs(area - expected) < 1e-12)
    }
    // 220, 200, 30, 25, 20, 10, 5: anomalies at places 1, 2, 4 and 7.
    let steps = (1 + 1 + 3.0 / 4 + 4.0 / 7) / 4
    #expect(try abs(#require(metrics.prAUC) - steps) < 1e-12)
    #expect(metrics.figures["PR AUC"] == metrics.prAUC)
    let lines = metrics.classCSV.split(separator: "\n")
    #expect(lines[0] == "class,pictures,auc,pr_auc,mean_score,detected")
    #expect(lines.count == 4 && lines[1].hasPrefix("1,2,1.0,1.0,") && lines[1].hasSuffix(",1.0"))
    let picture = try #require(metrics.pictures(classes: images.classNames).first).draw()
    #expect(picture.width > 300)
  }

  @Test("the CSV has a line for each picture")
  func csv() throws {
    let metrics = try Brightness().evaluate(images([10, 255], labels: [7, 2]), normal: [7])
    let lines = metrics.csv.split(separator: "\n")
    #expect(lines[0] == "picture,class,normal,score,residual,discrimination")
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix("plain#0,7,true,") && lines[2].hasPrefix("plain#1,2,false,"))
  }

  @Test("without anomalies there is no area")
  func empty() throws {
    let metrics = try Brightness().evaluate(images([1, 2], labels: [7, 8]), normal: [7, 8])
    #expect(metrics.medianAUC == nil && metrics.auc == nil && metrics.groups.isEmpty)
    #expect(metrics.prAUC == nil)
    #expect(metrics.pictures(classes: []).isEmpty)
  }

  @Test("a score that is no number is an error that names the picture")
  func nonFinite() throws {
    let scorer = Brightness()
    scorer.offset = .nan
    #expect { _ = try scorer.evaluate(images([1, 2], labels: [7, 2]), normal: [7]) } throws: {
      ($0 as? TrainingError)?.exitCode == 65 && "\($0)".contains("plain#0")
    }
    #expect(throws: TrainingError.self) {
      try scorer.chooseThreshold(
        on: images([1, 2], labels: [7, 7]).resized(to: 8), dataName: "plain")
    }
    #expect(scorer.scoring.threshold?.score == 100)
  }

  @Test("a signal is asked for before each batch: after the last one nothing is lost")
  func lateStop() throws {
    let images = images([1, 2, 3, 4], labels: [7, 2, 7, 2])
    for (done, isStopped) in [(2, true), (4, false)] {
      var count = 0
      let scorer = Brightness()
      scorer.batchSize = 2
      let result = Result {
        try scorer.evaluate(
          images, normal: [7], stopSignal: { count >= done ? 2 : nil }, progress: { count = $0 })
      }
      #expect(count == done)
      #expect(((try? result.get()) == nil) == isStopped)
    }
  }

  @Test("an evaluation that is asked to stop does")
  func stop() {
    #expect(throws: EvaluationStopped.self) {
      _ = try Brightness().evaluate(
        images([1, 2], labels: [7, 8]), normal: [7], stopSignal: { 2 })
    }
  }
}
