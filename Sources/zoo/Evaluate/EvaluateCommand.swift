import ArgumentParser
import Checkpoints
import Files
import Foundation
import Images
import Training

/// `zoo eval`: the standard metric of a model on data with labels.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measures a model on data with labels: the figures that papers report, per class.",
    discussion: """
      Classifiers: top-1 and top-5 accuracy, confusion matrix. Detectors: VOC2007's 11-point and \
      area AP, COCO AP. Generators: Fréchet distance, precision and recall in the features of a \
      classifier of digits, and the samples that it is sure of. Detectors of anomalies: area \
      under the ROC curve for each class that is not normal, their median. Classifiers of texts: \
      accuracy, F1, confusion matrix, the texts most wrong. Data of two parts are measured on \
      the one for validation or testing, which the result names. Examples:
        zoo eval vgg16 --weights runs/demo/best.safetensors --sample
        zoo eval vgg16 --weights best.safetensors --data photos/ --min-accuracy 0.9
        zoo eval ssd --sample --output figures
        zoo eval ssd --weights runs/demo/best.safetensors --data VOCdevkit/VOC2012
        zoo eval ssd --weights ssd.pth --data voc2007 --image-sets trainval,test
        zoo eval mnist --data mnist
        zoo eval dcgan --weights generator.safetensors --data mnist --digits 7,8
        zoo eval efficientgan --weights runs/demo --data mnist --output figures
        zoo eval transformer --weights runs/demo/best.safetensors --data imdb
      """)

  @OptionGroup var model: ModelArgument<EveryModel>
  @OptionGroup var weights: WeightsOptions<TrainedWeights>
  @OptionGroup var data: DataOptions

  @Option(
    name: .customLong("batch-size"),
    help: ArgumentHelp(
      "The pictures or texts computed at once (default: 8; of generators 64).", valueName: "n"))
  var givenBatchSize: Int?

  /// The pictures or texts computed at once.
  var batchSize: Int { givenBatchSize ?? 8 }

  @Option(
    help: ArgumentHelp(
      "Write the pictures of the result: confusion matrix, curves.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The classifier of digits that judges a generator (default: the best of mnist).",
      valueName: "name|file"),
    completion: .file())
  var judge: String?

  @OptionGroup var selection: SampleSelection

  @Option(
    help: ArgumentHelp(
      "The classes that are normal, for detectors of anomalies (default: those of the weights).",
      valueName: "7,8"))
  var normal: String?

  @Option(
    help: ArgumentHelp(
      "The texts to show whose classes were taken for others, the most wrong first.",
      valueName: "n"))
  var worst = 5

  @OptionGroup(title: "Search of AnoGAN") var search: LatentSearchFlags

  @OptionGroup var threshold: Threshold

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    if !(1...4096).contains(batchSize) {
      throw Failure(.usage, "--batch-size \(batchSize) is not within 1…4096")
    }
    if worst < 0 { throw Failure(.usage, "--worst \(worst) is not 0 or more") }
    let model = try model.model
    if judge != nil, model.task != .generation {
      throw Failure(.usage, "--judge is for generators, such as dcgan")
    }
    if selection.keep != nil, model.task != .generation {
      throw Failure(.usage, "--keep is for generators, such as dcgan")
    }
    if model.task == .generation, let limit = data.limit, limit < GeneratorFigures.leastCount {
      throw Failure(
        .usage,
        "--limit \(limit): a generator is measured by \(GeneratorFigures.leastCount) or more")
    }
    try threshold.check(for: model.task)
    try search.check(for: model)
    if normal != nil, model.task != .anomalies {
      throw Failure(.usage, "--normal is for detectors of anomalies, such as efficientgan")
    }
  }

  func run() async throws {
    engine.apply()
    if let output {
      try createFolder(output)
      try checkWritable(folder: output)
      try checkOutside(output)
    }
    switch try model.model.task {
    case .classification: try await ClassifierEvaluation(command: self).run()
    case .detection: try await DetectorEvaluation(command: self).run()
    case .anomalies: try await AnomalyEvaluation(command: self).run()
    case .texts: try await TextClassifierEvaluation(command: self).run()
    case .generation:
      guard case .adversarial(let training) = try model.model.network else { return }
      try await evaluate(training)
    }
  }

  /// Refuses a folder with files in it that may be the data.
  private func checkOutside(_ output: String) throws {
    let data = ReadPaths([data.data, data.dataRoot].compactMap(\.self))
    guard data.contain(output),
      try FileManager.default.contentsOfDirectory(atPath: output).contains(where: {
        isRegularFile("\(output)/\($0)")
      })
    else { return }
    throw Failure(
      .usage, "--output \(output) is in the data, and holds files — write to another folder")
  }

  private func evaluate<Training: AdversarialFineTune>(_ training: Training.Type) async throws {
    try await GeneratorEvaluation<Training>(command: self).run()
  }

  /// Warns that data without a part to test with are those that weights were trained on.
  ///
  /// - Throws: `CheckpointError`, where the weights cannot be read.
  func tellTraining(of weights: String, on data: String) throws {
    guard isRegularFile(weights), let trained = try Checkpoint.load(weights).metadata["data"],
      isSame(trained, data)
    else { return }
    Console.note(
      "zoo: warning: \(weights) says that it was trained on a part of \(data): what it has seen is "
        + "no test — give other data")
  }

  /// Warns of answers of a classifier that are no numbers.
  func tellUnanswered(_ metrics: ClassificationMetrics, of weights: String) {
    let count = metrics.unanswered.reduce(0, +)
    guard count > 0 else { return }
    Console.warn(
      [
        "\(Figures.grouped(count)) of \(Figures.count(metrics.count, "answer")) are no numbers, which "
          + "count as wrong"
      ], about: weights)
  }

  /// Writes the pictures of a result.
  ///
  /// - Returns: Their paths; empty if none were asked for.
  func writePictures(_ evaluation: Evaluation, classes: [String]) throws -> [String] {
    guard let output else { return [] }
    return try evaluation.pictures(classes: classes).map { picture in
      let path = "\(output)/\(picture.name).png"
      try picture.draw().writePNG(to: path)
      return path
    }
  }
}
