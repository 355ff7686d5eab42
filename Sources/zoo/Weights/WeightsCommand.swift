import ArgumentParser

/// `zoo weights`: checkpoints, registered ones and files.
struct WeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights",
    abstract: "Lists, fetches, checks, shows and converts weights.",
    discussion: """
      Examples:
        zoo weights list
        zoo weights inspect vgg16-w25-drawn
        zoo weights convert model.pth model.safetensors
      """,
    subcommands: [
      WeightsList.self, WeightsPull.self, WeightsVerify.self, WeightsInspect.self,
      WeightsConvert.self,
    ])
}
