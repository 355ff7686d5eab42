import ArgumentParser

/// What verbs of language models read: texts, with a model and its weights.
struct LanguageInputs: ParsableArguments {
  @Argument(help: "A model: bert.")
  var model: LanguageModel

  @OptionGroup var texts: TextInputs

  @Option(
    help: ArgumentHelp("The folder of the weights, with config.json.", valueName: "folder"),
    completion: .directory)
  var weights: String
}
