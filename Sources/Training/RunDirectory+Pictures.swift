import Checkpoints
import Files
import Foundation
import Images

extension RunDirectory {
  /// The curves of loss and figures over the epochs.
  public var curvesPath: String { file("curves.png") }

  /// The pictures of the run that exist, the curves first.
  public var picturePaths: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let others = names.filter { $0.hasSuffix(".png") && file($0) != curvesPath }
    return ([curvesPath].filter(isRegularFile)) + others.sorted().map(file)
  }

  /// Draws the curves and the pictures of an evaluation.
  func draw(_ history: [EpochRecord], _ evaluation: Evaluation?) throws {
    try save(Self.curves(history), curvesPath)
    for picture in evaluation?.pictures(classes: classNames) ?? [] {
      try save(try picture.draw(), file("\(picture.name).png"))
    }
  }

  private var classNames: [String] {
    let names = try? metadata.value([String].self, for: .classes)
    return names.flatMap { $0 } ?? []
  }

  /// The losses and, on an axis of their own that a large loss does not flatten, the figures; of a run
  /// that has but one of them, such as an adversarial one, no empty axes beside it.
  private static func curves(_ history: [EpochRecord]) -> Image {
    let keys = Set(history.flatMap { [$0.training, $0.validation] }.flatMap(\.keys)).sorted()
    let losses = keys.filter { $0.hasSuffix("loss") }
    let figures = keys.filter { !$0.hasSuffix("loss") }
    var plots: [LinePlot] = []
    if figures.isEmpty || !losses.isEmpty {
      plots.append(
        LinePlot(
          title: "Training: loss", xLabel: "epoch", yLabel: "loss",
          series: series(losses, history)))
    }
    if !figures.isEmpty {
      let series = series(figures, history)
      let areShares = !series.flatMap(\.points).contains { $0.y < 0 || $0.y > 1 }
      plots.append(
        LinePlot(
          title: "Training: figures", xLabel: "epoch", yLabel: areShares ? "share" : "value",
          series: series, yRange: areShares ? 0...1 : nil))
    }
    return .grid(plots.map { $0.image() }, columns: plots.count)
  }

  /// The curves of some figures, those of the training pictures first.
  private static func series(_ keys: [String], _ history: [EpochRecord]) -> [LinePlot.Series] {
    keys.flatMap { key in
      [("training", history.map(\.training)), ("validation", history.map(\.validation))]
        .compactMap { part, figures -> LinePlot.Series? in
          let points = zip(history, figures).compactMap { record, figures in
            figures[key].map { Point(Double(record.epoch), $0) }
          }
          return points.isEmpty ? nil : .init("\(part) \(key)", points)
        }
    }
  }

  /// Saves a picture of the run.
  ///
  /// - Parameters:
  ///   - image: The picture.
  ///   - path: Where.
  /// - Throws: `TrainingError.image`, where it cannot be written.
  public func save(_ image: Image, _ path: String) throws(TrainingError) {
    do {
      try image.writePNG(to: path)
    } catch {
      throw .image(error)
    }
  }
}

extension RateFinder {
  /// The loss over the learning rate.
  public var plot: LinePlot {
    LinePlot(
      title: "Learning rate", xLabel: "learning rate", yLabel: "loss",
      series: [.init("loss", zip(rates, losses).map { Point($0, $1) })], xScale: .logarithmic)
  }
}
