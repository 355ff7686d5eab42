/// What a verb does with weights, which decides the ones that it takes.
protocol WeightsUse {
  /// What the help of `--weights` says after "Weights: ".
  static var help: String { get }
}

/// Weights that know something already, to predict with or to be measured.
enum TrainedWeights: WeightsUse {
  static let help = """
    a registered name, a file (.safetensors, .pth, .npz) or the folder of a run (default: the best \
    of the model).
    """
}

/// Weights that classify texts.
enum TextWeights: WeightsUse {
  static let help = """
    a registered name, a checkpoint or the folder of one's own training, or for bert a folder as \
    transformers writes it (default: the best of the model).
    """
}

/// Weights that a training begins with.
enum StartingWeights: WeightsUse {
  static let help = """
    a registered name, a file (.safetensors, .pth, .npz), the folder of a run, for bert one as \
    transformers writes it, or 'none' for random ones (default: the best of the model; of detectors \
    VGG-16's, with --mode transfer the detector's).
    """
}
