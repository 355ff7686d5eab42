import Checkpoints
import Layers
import Tensors
import Tokenizers
import Training

/// A body that turns texts into vectors whose products tell how alike they are.
public final class SentenceEncoder {
  /// What becomes of the tokens' vectors.
  public enum Pooling: Sendable {
    /// Their mean, padding left out.
    case mean
    /// The first token's alone.
    case firstToken
  }

  /// The body.
  public let bert: BERTEncoder
  /// What turns texts into ids.
  public let tokenizer: WordPiece
  /// The most tokens of a text.
  public let limit: Int
  /// What becomes of the tokens' vectors.
  public let pooling: Pooling
  /// What is wrong with the weights, such as tensors that hold NaN; empty where nothing is.
  public let warnings: [String]

  /// Binds a body to its tokenizer.
  ///
  /// - Parameters:
  ///   - bert: The body.
  ///   - tokenizer: What turns texts into ids.
  ///   - limit: The most tokens of a text; all positions of the body where nil.
  ///   - pooling: What becomes of the tokens' vectors.
  ///   - warnings: What is wrong with the weights.
  public init(
    _ bert: BERTEncoder, _ tokenizer: WordPiece, limit: Int? = nil, pooling: Pooling = .mean,
    warnings: [String] = []
  ) {
    let positions = bert.configuration.positionCount
    self.bert = bert
    self.tokenizer = tokenizer
    self.limit = max(2, min(limit ?? positions, positions))
    self.pooling = pooling
    self.warnings = warnings
  }

  /// Reads a folder as `transformers` or `sentence-transformers` writes it.
  ///
  /// - Parameter folder: The folder.
  /// - Returns: The encoder, prepared for inference.
  /// - Throws: `CheckpointError`, where a file is missing or broken.
  public static func load(_ folder: String) throws(CheckpointError) -> SentenceEncoder {
    let files = try BERTFolder(folder)
    let settings = try SentenceSettings(folder)
    let bert = try BERTEncoder(files.checkpoint(), files.configuration)
    // Before the preparation, which packs some tensors.
    let warnings = files.warnings + bert.nonFiniteTensors(of: BERTClassifier.name)
    bert.prepareForInference()
    return SentenceEncoder(
      bert, files.tokenizer, limit: settings.limit, pooling: settings.pooling, warnings: warnings)
  }

  /// The vector of a text, and what of the text was read.
  public struct Embedding: Sendable {
    /// The vector, of length 1.
    public let vector: [Float]
    /// The pieces of words that were not read, since the text is too long.
    public let droppedTokenCount: Int
    /// Whether a word of what was read, or a piece of one, is known; if not, the vector means nothing.
    public let knowsWord: Bool
  }

  /// The vectors of texts, and what of the texts was read.
  ///
  /// - Parameters:
  ///   - texts: The texts; what is beyond the limit is left out.
  ///   - batchSize: The texts computed at once, which are of like length.
  /// - Returns: One for each text, in their order.
  public func embeddings(of texts: [String], batchSize: Int = 8) -> [Embedding] {
    let size = bert.configuration.size
    let encoded = texts.map { tokenizer.encode($0, limit: limit) }
    let vectors = encoded.mapInBatches(
      of: max(1, batchSize), paddingID: tokenizer.paddingID
    ) { batch in
      let scalars = embedding(BERTInput(batch)).scalars
      return (0..<batch.count).map { Array(scalars[$0 * size..<($0 + 1) * size]) }
    }
    return zip(encoded, vectors).map { text, vector in
      Embedding(
        vector: vector, droppedTokenCount: text.droppedCount,
        knowsWord: tokenizer.knowsWord(of: text))
    }
  }

  /// The vectors of texts, each of length 1.
  ///
  /// - Parameters:
  ///   - texts: The texts; what is beyond the limit is left out.
  ///   - batchSize: The texts computed at once, which are of like length.
  /// - Returns: `[count, E]`, in the order of the texts.
  public func embed(_ texts: [String], batchSize: Int = 8) -> Tensor {
    let vectors = embeddings(of: texts, batchSize: batchSize).map(\.vector)
    return Tensor(Array(vectors.joined()), shape: [texts.count, bert.configuration.size])
  }

  /// How alike two texts are: the cosine of the angle between their vectors, in −1…1.
  public func similarity(_ first: String, _ second: String) -> Float {
    let vectors = embed([first, second]).scalars
    let size = vectors.count / 2
    return zip(vectors[..<size], vectors[size...]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The vectors of texts, each of length 1.
  ///
  /// - Parameter input: The texts.
  /// - Returns: `[N, E]`.
  public func embedding(_ input: BERTInput) -> Tensor {
    switch pooling {
    case .mean: Self.meanPooled(bert.tokens(input), mask: input.mask)
    case .firstToken: Self.normalized(bert.first(input))
    }
  }

  /// The mean of tokens' vectors, padding left out, with length 1.
  ///
  /// Source: Reimers and Gurevych, "Sentence-BERT", 2019, section 3. https://arxiv.org/abs/1908.10084
  ///
  /// - Parameters:
  ///   - hidden: The tokens' vectors, `[N, L, E]`.
  ///   - mask: 1 for tokens, 0 for padding, `[N, L]`.
  /// - Returns: `[N, E]`.
  public static func meanPooled(_ hidden: Tensor, mask: IntTensor) -> Tensor {
    let weights = Tensor(mask.scalars.map(Float.init), shape: mask.shape).expanded(axis: -1)
    let sum = (hidden * weights).sum(axes: [1])
    return normalized(sum / Tensor.maximum(weights.sum(axes: [1]), Tensor(1e-9)))
  }

  private static func normalized(_ vectors: Tensor) -> Tensor {
    let length = vectors.square().sum(axes: [1], keepDims: true).sqrt()
    return vectors / Tensor.maximum(length, Tensor(1e-12))
  }
}
