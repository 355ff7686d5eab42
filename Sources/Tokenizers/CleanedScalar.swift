/// A character after cleaning.
struct CleanedScalar: Sendable {
  /// Its part in a word.
  enum Part: UInt32, Sendable {
    /// It belongs to the word around it.
    case word
    /// It is a word of its own.
    case alone
    /// It ends a word and vanishes.
    case space
  }

  let scalar: Unicode.Scalar
  let part: Part

  init(_ scalar: Unicode.Scalar, _ part: Part) {
    self.scalar = scalar
    self.part = part
  }
}
