import Checkpoints
import Layers
import Tensors
import Tokenizers

/// A language model that guesses the words behind `[MASK]`.
public final class WordGuesser {
  /// A token in place of a mask.
  public struct Guess: Sendable, Equatable, Encodable {
    /// The token; `##` at its beginning joins it to the one before.
    public let token: String
    /// Its id.
    public let id: Int
    /// Its probability, in 0…1.
    public let probability: Float
  }

  /// The model.
  public let model: BERTPretraining
  /// What turns texts into ids.
  public let tokenizer: WordPiece
  /// What is wrong with the weights, such as tensors that hold NaN; empty where nothing is.
  public let warnings: [String]

  /// Binds a model to its tokenizer.
  public init(_ model: BERTPretraining, _ tokenizer: WordPiece, warnings: [String] = []) {
    self.model = model
    self.tokenizer = tokenizer
    self.warnings = warnings
  }

  /// Reads a folder as `transformers` writes it.
  ///
  /// - Parameter folder: The folder.
  /// - Returns: The guesser, prepared for inference.
  /// - Throws: `CheckpointError`, where a file is missing or broken, or the model cannot guess words.
  public static func load(_ folder: String) throws(CheckpointError) -> WordGuesser {
    let files = try BERTFolder(folder)
    guard files.tiesDecoder else {
      throw .malformed(
        "\(folder): tie_word_embeddings false, only true is supported to guess masked words")
    }
    let model = try BERTPretraining(files.checkpoint(), files.configuration)
    // Before the preparation, which packs some tensors.
    let warnings = files.warnings + model.nonFiniteTensors(of: BERTClassifier.name)
    model.prepareForInference()
    return WordGuesser(model, files.tokenizer, warnings: warnings)
  }

  /// The likeliest tokens for each mask of a text.
  ///
  /// - Parameters:
  ///   - text: A text with `[MASK]` in it; what is beyond the model's positions is left out.
  ///   - count: The number of guesses for each.
  /// - Returns: For each mask in the order of the text, the guesses, the likeliest first; none for a
  ///   text without a mask.
  public func fill(_ text: String, top count: Int = 5) -> [[Guess]] {
    guard let maskID = tokenizer.maskID else { return [] }
    let encoded = encode(text)
    let places = encoded.ids.indices.filter { encoded.ids[$0] == maskID }
    guard !places.isEmpty, count > 0 else { return [] }
    let input = BERTInput(TokenBatch([encoded], paddingID: tokenizer.paddingID))
    let best = Self.best(count, at: places.map { (0, $0) }, of: input, model)
    return best.map { guesses in
      guesses.map { id, probability in
        Guess(
          token: id < tokenizer.vocabulary.count ? tokenizer.vocabulary.tokens[id] : "#\(id)",
          id: id, probability: probability)
      }
    }
  }

  /// How many pieces of words of a text are not read, since it is too long.
  public func droppedTokenCount(of text: String) -> Int { encode(text).droppedCount }

  private func encode(_ text: String) -> EncodedText {
    tokenizer.encode(text, limit: model.bert.configuration.positionCount)
  }

  /// The likeliest tokens at some positions; only there the logits of all tokens are computed.
  ///
  /// - Parameters:
  ///   - count: The number of tokens for each.
  ///   - places: The row and position of each.
  ///   - input: The texts.
  ///   - model: The model.
  /// - Returns: For each place, ids with their probabilities, the likeliest first.
  public static func best(
    _ count: Int, at places: [(row: Int, position: Int)], of input: BERTInput,
    _ model: BERTPretraining
  ) -> [[(id: Int, probability: Float)]] {
    let hidden = model.bert.tokens(input)
    let flat = hidden.reshaped([input.count * input.length, hidden.shape[2]])
    let rows = IntTensor(places.map { $0.row * input.length + $0.position })
    let probabilities = model.predictions(flat.gathered(rows, axis: 0)).softmax()
    let (values, indices) = probabilities.topK(min(count, probabilities.shape[1]))
    let width = values.shape[1]
    return places.indices.map { place in
      let range = place * width..<(place + 1) * width
      return zip(indices.scalars[range], values.scalars[range]).map { ($0, $1) }
    }
  }
}
