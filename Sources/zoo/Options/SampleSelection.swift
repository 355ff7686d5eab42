import ArgumentParser

/// Which of a generator's samples stay.
struct SampleSelection: ParsableArguments {
  /// The share that stays; nil where all do.
  var share: Double? { keep == 1 ? nil : keep }

  @Option(
    help: ArgumentHelp(
      "Keep this share of the samples only, those that the discriminator finds most real (default: "
        + "all).", valueName: "0…1"))
  var keep: Double?

  func validate() throws {
    if let keep, !(0.01...1).contains(keep) {
      throw Failure(.usage, "--keep \(keep) is not within 0.01…1")
    }
  }
}
