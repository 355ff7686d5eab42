/// How BERT's tokenizer prepares a text; the values are those of the uncased models.
///
/// Source: Devlin et al., "BERT", 2019, and its published `BasicTokenizer`.
public struct TextCleaning: Sendable, Codable, Hashable {
  /// Whether control characters, U+0000 and U+FFFD are dropped and every white space is a blank.
  public var dropsControls = true
  /// Whether each Chinese character is a word of its own.
  public var isolatesIdeographs = true
  /// Whether accents are dropped: characters are decomposed and their non-spacing marks left out.
  ///
  /// Deviation: marks that remain are not put into canonical order. Those that are spacing and have an
  /// order at all are musical signs and two tone marks of old Korean.
  public var dropsAccents = true
  /// Whether letters become small ones.
  public var lowercases = true

  /// The cleaning of the uncased models.
  public static let uncased = TextCleaning()
  /// The cleaning of the cased models.
  public static let cased = TextCleaning(dropsAccents: false, lowercases: false)

  /// Creates a cleaning.
  ///
  /// - Parameters:
  ///   - dropsControls: Whether control characters are dropped and every white space is a blank.
  ///   - isolatesIdeographs: Whether each Chinese character is a word of its own.
  ///   - dropsAccents: Whether accents are dropped.
  ///   - lowercases: Whether letters become small ones.
  public init(
    dropsControls: Bool = true, isolatesIdeographs: Bool = true, dropsAccents: Bool = true,
    lowercases: Bool = true
  ) {
    self.dropsControls = dropsControls
    self.isolatesIdeographs = isolatesIdeographs
    self.dropsAccents = dropsAccents
    self.lowercases = lowercases
  }

  /// What becomes of one character.
  ///
  /// - Parameter scalar: The character.
  /// - Returns: The characters in its place, each with its part in a word.
  func callAsFunction(_ scalar: Unicode.Scalar) -> [CleanedScalar] {
    if dropsControls {
      if scalar.value == 0 || scalar.value == 0xFFFD || scalar.isControl { return [] }
      if scalar.properties.isWhitespace { return [CleanedScalar(" ", .space)] }
    }
    var scalars = [scalar]
    if dropsAccents {
      scalars = canonicalDecomposition(of: scalar).filter {
        $0.properties.generalCategory != .nonspacingMark
      }
    }
    if lowercases {
      scalars = scalars.flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
    }
    let isIsolated = isolatesIdeographs && scalar.isIdeograph
    return scalars.map { scalar in
      if scalar.properties.isWhitespace { return CleanedScalar(scalar, .space) }
      return CleanedScalar(scalar, isIsolated || scalar.isPunctuation ? .alone : .word)
    }
  }
}

extension Unicode.Scalar {
  /// Whether BERT drops the character: controls, formats and private ones, but not tabs and line ends.
  fileprivate var isControl: Bool {
    switch value {
    case 0x09, 0x0A, 0x0D: return false
    default: break
    }
    switch properties.generalCategory {
    // Deviation: the paper's code drops unassigned characters too; the tokenizers in use keep them.
    case .control, .format, .privateUse, .surrogate: return true
    default: return false
    }
  }

  /// Whether BERT takes the character for Chinese; Hangul, Hiragana and Katakana are not.
  fileprivate var isIdeograph: Bool {
    switch value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
      0x2B820...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }

  /// Whether BERT makes the character a token of its own: all ASCII signs, and Unicode's punctuation.
  fileprivate var isPunctuation: Bool {
    switch value {
    case 33...47, 58...64, 91...96, 123...126: return true
    case 0..<0x80: return false
    default: break
    }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }
}
