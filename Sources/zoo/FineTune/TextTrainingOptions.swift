import ArgumentParser
import BERT
import Tokenizers
import Training
import Transformer

extension Truncation: ExpressibleByArgument {}

/// How to train classifiers of texts, beside what all trainings have.
struct TextTrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Tokens of a text at most (default: \(Self.words.length)).", valueName: "n"))
  var length: Int?

  @Option(
    help: """
      Which part of a longer text is kept (default: \(Self.words.truncation.rawValue)).
      """)
  var truncation: Truncation?

  @Option(
    help: ArgumentHelp(
      """
      Share of the steps in which the learning rate rises, to fall to 0 in the others (default: \
      \(RecipeText.rate(Self.words.warmUpShare))).
      """, valueName: "0…1"))
  var warmUpShare: Double?

  @Option(
    help: ArgumentHelp(
      "bert, transfer: layers of the encoder that learn (default: \(Self.pieces.layerCount)).",
      valueName: "n"))
  var trainedLayers: Int?

  @Option(
    help: ArgumentHelp(
      """
      bert: factor of the learning rate from a layer to the one before (default: finetune \
      \(RecipeText.rate(BERT.FineTuneOptions(.finetune).layerDecay)), else 1).
      """, valueName: "0…1"))
  var layerDecay: Double?

  @Option(
    help: ArgumentHelp(
      "transformer, scratch: heads, which divide 300 (default: \(Self.words.headCount)).",
      valueName: "n"))
  var heads: Int?

  @Option(
    help: ArgumentHelp(
      """
      transformer, scratch: how often a word must occur to be known (default: \
      \(Self.words.minimumFrequency)).
      """, valueName: "n"))
  var minFrequency: Int?

  @Option(
    help: ArgumentHelp(
      "transformer, scratch: known words at most (default: \(Self.words.wordLimit)).",
      valueName: "n"))
  var wordLimit: Int?

  @Option(
    help: ArgumentHelp(
      "transformer, scratch: vectors of words to begin with, of fastText, word2vec or GloVe.",
      valueName: "file.vec"),
    completion: .file())
  var vectors: String?

  @Flag(help: "transformer: leave the vectors of words as they are.")
  var freezeWords = false

  private static let words = Transformer.FineTuneOptions()
  private static let pieces = BERT.FineTuneOptions(.transfer)

  /// A flag that was given.
  var givenFlag: String? {
    let common: [(String, Bool)] = [
      ("--length", length != nil), ("--truncation", truncation != nil),
      ("--warm-up-share", warmUpShare != nil),
    ]
    return common.first(where: \.1)?.0 ?? bertFlag ?? transformerFlag
  }

  /// A flag for bert that was given.
  var bertFlag: String? {
    let flags: [(String, Bool)] = [
      ("--trained-layers", trainedLayers != nil), ("--layer-decay", layerDecay != nil),
    ]
    return flags.first(where: \.1)?.0
  }

  /// A flag for the Transformer that was given.
  var transformerFlag: String? {
    let flags: [(String, Bool)] = [
      ("--heads", heads != nil), ("--min-frequency", minFrequency != nil),
      ("--word-limit", wordLimit != nil), ("--vectors", vectors != nil),
      ("--freeze-words", freezeWords),
    ]
    return flags.first(where: \.1)?.0
  }
}
