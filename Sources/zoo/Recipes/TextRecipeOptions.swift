import BERT
import Tokenizers
import Training
import Transformer

/// The settings of a training of classifiers of texts.
protocol TextRecipeOptions: SupervisedOptions {
  /// The most tokens of a text.
  var length: Int { get set }
  /// Which part of a longer text is kept.
  var truncation: Truncation { get set }
  /// The share of the steps in which the learning rate rises.
  var warmUpShare: Double { get set }
}

extension TextRecipeOptions {
  mutating func apply(_ flags: TrainingOptions) throws(Failure) {
    if let flag = flags.pictureFlag {
      throw Failure(.usage, "\(flag) is not for classifiers of texts, which AdamW trains")
    }
    try flags.override(&self)
  }

  /// Puts the flags of all classifiers of texts in their place.
  mutating func applyCommon(_ flags: TextTrainingOptions) {
    if let length = flags.length { self.length = length }
    if let truncation = flags.truncation { self.truncation = truncation }
    if let share = flags.warmUpShare { warmUpShare = share }
  }
}

extension Transformer.FineTuneOptions: TextRecipeOptions {
  mutating func apply(_ flags: TextTrainingOptions) throws(Failure) {
    if let flag = flags.bertFlag { throw Failure(.usage, "\(flag) is for bert") }
    applyCommon(flags)
    if let heads = flags.heads { headCount = heads }
    if let frequency = flags.minFrequency { minimumFrequency = frequency }
    if let limit = flags.wordLimit { wordLimit = limit }
    if let vectors = flags.vectors { self.vectors = vectors }
    if flags.freezeWords { freezesWords = true }
  }
}

extension BERT.FineTuneOptions: TextRecipeOptions {
  mutating func apply(_ flags: TextTrainingOptions) throws(Failure) {
    if let flag = flags.transformerFlag {
      throw Failure(.usage, "\(flag) is for transformer; bert has its own words and heads")
    }
    applyCommon(flags)
    if let layers = flags.trainedLayers {
      guard mode == .transfer else {
        throw Failure(.usage, "--trained-layers is for --mode transfer; others train all")
      }
      layerCount = layers
    }
    if let decay = flags.layerDecay { layerDecay = decay }
  }
}
