/// The accuracy that a user asks for.
enum Threshold {
  /// - Throws: `Failure` for what is no share.
  static func check(_ threshold: Double?) throws(Failure) {
    if let threshold, !(0...1).contains(threshold) {
      throw Failure(.usage, "--min-accuracy \(threshold) is not within 0…1")
    }
  }

  /// - Throws: `Failure` with exit code 1 where `accuracy` is lower than asked for.
  static func enforce(_ threshold: Double?, _ accuracy: Double) throws(Failure) {
    if let threshold, !(accuracy >= threshold) {
      throw Failure(
        .thresholdMissed,
        "the accuracy \(Figures.fixed(accuracy, 4)) is below --min-accuracy \(threshold)")
    }
  }
}
