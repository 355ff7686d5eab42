import Checkpoints
import Files
import Foundation
import Images

extension RunDirectory {
  /// The curves of loss and figures over the epochs.
  public var curvesPath: String { file("curves.png") }
  /// The confusion matrix of the last evaluation.
  public var confusionPath: String { file("confusion.png") }

  /// The pictures of the run that exist, the curves first.
  public var picturePaths: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let others = names.filter { $0.hasSuffix(".png") && file($0) != curvesPath }
    return ([curvesPath].filter(isRegularFile)) + others.sorted().map(file)
  }

  /// Draws the curves and the pictures of an evaluation.
  func draw(_ history: [EpochRecord], _ evaluation: Evaluation?) throws {
    try save(Self.curves(history).image(), curvesPath)
    for picture in evaluation?.pictures(classes: classNames) ?? [] {
      try save(try picture.draw(), file("\(picture.name).png"))
    }
  }

  private var classNames: [String] {
    let names = try? metadata.value([String].self, for: .classes)
    return names.flatMap { $0 } ?? []
  }

  private static func curves(_ history: [EpochRecord]) -> LinePlot {
    var series: [LinePlot.Series] = []
    func add(_ name: String, _ key: String, _ figures: (EpochRecord) -> [String: Double]) {
      let points = history.compactMap { record in
        figures(record)[key].map { Point(Double(record.epoch), $0) }
      }
      if !points.isEmpty { series.append(.init(name, points)) }
    }
    let keys = Set(history.flatMap { [$0.training, $0.validation] }.flatMap(\.keys))
    for key in ["loss"] + keys.subtracting(["loss"]).sorted() {
      add("training \(key)", key, \.training)
      add("validation \(key)", key, \.validation)
    }
    return LinePlot(title: "Training", xLabel: "epoch", yLabel: "loss, share", series: series)
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
