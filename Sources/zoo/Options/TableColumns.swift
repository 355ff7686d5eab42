import ArgumentParser

/// Which columns of a table are read.
struct TableColumns: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Tables: the column of the texts, its name or number (default: text, review, … or 1).",
      valueName: "column"))
  var textColumn: String?

  @Option(
    help: ArgumentHelp(
      "Tables: the column of the classes, its name or number (default: label, sentiment, … or 2).",
      valueName: "column"))
  var labelColumn: String?
}
