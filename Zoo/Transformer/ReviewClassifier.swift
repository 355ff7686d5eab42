import Datasets
import Layers
import Tasks
import Tensors
import Tokenizers
import Training

/// A Transformer with what its weights need: vocabulary, preparation and class names.
public final class ReviewClassifier: TextClassifier {
  /// The network.
  public let network: TransformerClassifier
  /// What turns texts into its ids.
  public let tokenizer: ReviewTokenizer
  /// Which part of a text that is too long is kept.
  public let truncation: Truncation
  /// What its classes are called.
  public let classes: ClassNames
  /// What is wrong with the weights, such as tensors that hold NaN; empty where nothing is.
  public let warnings: [String]

  /// Binds a network to what it needs.
  public init(
    _ network: TransformerClassifier, _ tokenizer: ReviewTokenizer, truncation: Truncation = .head,
    classes: ClassNames, warnings: [String] = []
  ) {
    self.network = network
    self.tokenizer = tokenizer
    self.truncation = truncation
    self.classes = classes.filled(to: network.configuration.classCount)
    self.warnings = warnings
  }

  /// The likeliest classes of each text, and what of it was read.
  ///
  /// - Parameters:
  ///   - texts: The texts, of any length; of longer ones a part is read.
  ///   - count: The largest number of classes of a text.
  /// - Returns: The answers; all classes' probabilities would sum to 1.
  /// - Throws: Nothing of its own.
  public func answers(to texts: [String], top count: Int) throws -> [TextAnswer] {
    let encoded = texts.map(encode)
    let found = encoded.mapInBatches(of: Self.batchSize, paddingID: tokenizer.paddingID) {
      classes.best(logits($0), top: count)
    }
    return zip(encoded, found).map { text, classes in
      TextAnswer(
        classes: classes, droppedTokenCount: text.droppedCount,
        knowsWord: tokenizer.knowsWord(of: text))
    }
  }

  /// How much `<cls>`, of which the answer is read, looks at each word.
  public func attention(to text: String) throws -> TextAttention {
    let encoded = encode(text)
    let batch = TokenBatch([encoded], paddingID: tokenizer.paddingID)
    let (logits, attention) = network.withAttention(batch.idTensor, mask: batch.maskTensor)
    return TextAttention(
      text: text, answers: classes.best(logits, top: classes.count)[0],
      ranges: encoded.offsets,
      layers: attention.enumerated().map { index, weights in
        TextAttention.Layer(name: "block \(index + 1)", firstQueryOf: weights)
      }, droppedTokenCount: encoded.droppedCount, droppedRange: encoded.droppedRange,
      knowsWord: tokenizer.knowsWord(of: encoded))
  }

  private func encode(_ text: String) -> EncodedText {
    tokenizer.encode(text, limit: network.configuration.length, truncation: truncation)
  }
}
