import Datasets
import Layers
import Optimizers
import Training

/// The recipe: trains a BERT classifier on texts with classes.
///
/// Transfer trains the classifier and the last layers, fine-tuning everything, layers near the text
/// more slowly. Batches are of texts of like length, filled up to the longest only.
///
/// Deviation: layers that do not learn run without dropout.
public struct FineTune: TextFineTune {
  public let classifier: BERTTextClassifier
  public let data: TextData
  public let options: FineTuneOptions
  public var directory: RunDirectory?
  public var observers: [any TrainingObserver] = []
  public var skipReport: (@Sendable (SkippedSample) -> Void)?
  public var cutReport: ((_ cut: Int, _ all: Int) -> Void)?
  public var stopSignal: () -> Int32? = { StopSignal.current }

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - classifier: What is trained, with as many classes as the data.
  ///   - data: The texts.
  ///   - options: How it is trained.
  /// - Throws: `TrainingError`, where options or data make no sense.
  public init(
    _ classifier: BERTTextClassifier, _ data: TextData, options: FineTuneOptions
  ) throws(TrainingError) {
    try Self.check(classifier, data, options)
    self.classifier = classifier
    self.data = data
    self.options = options
  }

  /// In transfer the classifier, what stands before it and the last layers learn.
  public func freeze() {
    let network = classifier.network
    network.unfreeze()
    if network.input == .firstToken { network.bert.pooler?.freeze() }
    guard options.mode == .transfer else { return }
    network.bert.freeze()
    if network.input == .pooled { network.bert.pooler?.unfreeze() }
    for layer in network.bert.layers.suffix(options.layerCount) { layer.unfreeze() }
  }

  /// AdamW, its groups by the distance from the classifier; offsets and norms do not decay.
  public var optimizer: AdamW {
    let network = classifier.network
    let layerCount = network.bert.layers.count
    func depth(_ path: String) -> Int {
      if path.hasPrefix("bert.embeddings.") { return layerCount }
      guard path.hasPrefix("bert.encoder.layer."),
        let number = Int(path.split(separator: ".")[3])
      else { return 0 }
      return layerCount - 1 - number
    }
    let trained = network.parameters.filter { !$0.parameter.isFrozen }
    let groups = (0...layerCount).flatMap { distance -> [ParameterGroup] in
      let parameters = trained.filter { depth($0.path) == distance }
      let rate = (0..<distance).reduce(options.learningRate) { rate, _ in rate * options.layerDecay
      }
      return [true, false].compactMap { decays -> ParameterGroup? in
        let chosen = parameters.filter { ($0.parameter.shape.count > 1) == decays }
        guard !chosen.isEmpty else { return nil }
        return ParameterGroup(
          chosen, learningRate: rate, weightDecay: decays ? options.weightDecay : 0)
      }
    }
    return AdamW(groups)
  }

  public var memory: MemoryEstimate {
    let configuration = classifier.network.bert.configuration
    let learning = options.mode == .transfer ? options.layerCount : configuration.layerCount
    return attentionMemory(
      size: configuration.size, hiddenCount: configuration.hiddenCount,
      headCount: configuration.headCount, length: classifier.limit, layerCount: max(2, learning),
      learningShare: Double(learning + 1) / Double(configuration.layerCount + 1))
  }
}
