import Checkpoints
import Layers
import Tasks
import Tensors
import Tokenizers

extension FineTune {
  /// A network that begins with the weights, the vocabulary and the preparation of a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: What `zoo finetune transformer` wrote.
  ///   - classNames: The classes; of others than the checkpoint's, the last layer is a new one.
  ///   - options: What random weights follow from.
  /// - Returns: The network with its vocabulary.
  /// - Throws: `CheckpointError`, where the checkpoint is of another model or broken.
  public static func classifier(
    startingWith checkpoint: Checkpoint, classNames: [String], _ options: FineTuneOptions
  ) throws -> ReviewClassifier {
    let read = try ReviewClassifier.read(checkpoint)
    guard read.classes.names != classNames else { return read }
    var configuration = read.network.configuration
    configuration.classCount = classNames.count
    let network = withSeed(options.seed) { TransformerClassifier(configuration) }
    let known = Dictionary(
      uniqueKeysWithValues: read.network.state.map { ($0.path, $0.entry.value) })
    for (path, entry) in network.state where !path.hasPrefix("net4.") {
      if let value = known[path] { entry.assign(value) }
    }
    return ReviewClassifier(
      network, read.tokenizer, truncation: read.truncation, classes: ClassNames(classNames))
  }
}
