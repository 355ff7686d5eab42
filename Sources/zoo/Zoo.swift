import ArgumentParser

/// The command `zoo`.
struct Zoo: ParsableCommand {
  /// The version of the package.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "zoo",
    abstract: "Trains, evaluates and runs neural networks on this machine's processor.",
    discussion: """
      Examples:
        zoo models
        zoo finetune vgg16 --sample
        zoo classify vgg16 photo.jpg
        zoo detect ssd photo.jpg
        zoo generate dcgan --weights generator.safetensors
        zoo anomaly efficientgan --weights runs/demo digit.png
        zoo sentiment bert --weights models/bert-imdb "Not bad."
        zoo data list

      Results go to standard output, everything else to standard error. Exit codes: 0 success, \
      1 a threshold was missed, 64 wrong arguments, 65 broken data, 66 no such input, 69 weights or \
      data not at hand, 70 a fault of zoo, 73 output cannot be created, 74 reading or writing \
      failed, 77 no permission, 130 and 143 interrupted.
      """,
    version: version,
    subcommands: [
      Models.self, FineTuneCommand.self, EvaluateCommand.self, ClassifyCommand.self,
      DetectCommand.self, SentimentCommand.self, FillCommand.self, EmbedCommand.self,
      GenerateCommand.self, AnomalyCommand.self, ForwardCommand.self, DataCommand.self,
      WeightsCommand.self,
      BenchmarkCommand.self,
    ])
}
