/// The Transformer's tokenizer: words in small letters, with full stops and commas as tokens.
///
/// Other punctuation becomes white space, so that "It's good!" is "it", "s", "good". A text begins
/// with `<cls>` and ends with `<eos>`.
///
/// Source: Ogawa, "pytorch_advanced", chapter 7.
public struct ReviewTokenizer: Tokenizer {
  /// The first tokens of every vocabulary.
  public static let specialTokens = ["<unk>", "<pad>", "<cls>", "<eos>"]

  /// The tokens, the special ones first.
  public let vocabulary: Vocabulary
  /// How texts become words.
  public let cleaning: ReviewCleaning

  /// The id of unknown words.
  public var unknownID: Int { 0 }
  /// The id that fills short texts up.
  public var paddingID: Int { 1 }
  /// The id that begins every text.
  public var classificationID: Int { 2 }
  /// The id that ends every text.
  public var endID: Int { 3 }

  /// Creates a tokenizer.
  ///
  /// - Parameters:
  ///   - vocabulary: The words; it begins with `<unk>`, `<pad>`, `<cls>` and `<eos>`.
  ///   - cleaning: How texts become words.
  ///   - name: What to call the vocabulary in an error.
  /// - Throws: `TokenizerError`, where the vocabulary begins with other tokens.
  public init(
    _ vocabulary: Vocabulary, cleaning: ReviewCleaning = ReviewCleaning(),
    name: String = "the vocabulary"
  ) throws(TokenizerError) {
    guard vocabulary.tokens.prefix(4).elementsEqual(Self.specialTokens) else {
      throw .malformed(
        "\(name) does not begin with \(Self.specialTokens.joined(separator: ", ")) — is it of "
          + "another model?")
    }
    self.vocabulary = vocabulary
    self.cleaning = cleaning
  }

  /// Learns the vocabulary of texts: the special tokens, then words by falling frequency, equally
  /// frequent ones in the order of their characters.
  ///
  /// - Parameters:
  ///   - texts: The texts to train with.
  ///   - minimumFrequency: How often a word must occur.
  ///   - wordLimit: The most words, the special tokens not counted.
  ///   - cleaning: How texts become words.
  /// - Throws: `TokenizerError`, where there are too many words.
  public init(
    learningFrom texts: some Sequence<String>, minimumFrequency: Int = 10,
    wordLimit: Int = Vocabulary.countLimit - 4, cleaning: ReviewCleaning = ReviewCleaning()
  ) throws(TokenizerError) {
    var counter = WordCounter()
    for text in texts {
      try cleaning.forEachWord(of: text) { (bytes, _) throws(TokenizerError) in
        try counter.add(bytes)
      }
    }
    let words = counter.words(minimumFrequency: minimumFrequency).filter {
      !Self.specialTokens.contains($0)
    }
    try self.init(
      Vocabulary(Self.specialTokens + words.prefix(wordLimit)), cleaning: cleaning)
  }

  /// The words of a text.
  public func tokens(of text: String) -> [Token] {
    var tokens: [Token] = []
    cleaning.forEachWord(of: text) { bytes, range in
      let id = vocabulary.trie.node(of: bytes).flatMap { vocabulary.id(at: $0) }
      tokens.append(Token(id: id ?? unknownID, range: range))
    }
    return tokens
  }

  public func encode(_ text: String, limit: Int?, truncation: Truncation) -> EncodedText {
    EncodedText(
      tokens(of: text), between: classificationID, and: endID, limit: limit, truncation)
  }
}
