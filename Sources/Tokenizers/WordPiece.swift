/// BERT's tokenizer: cleaning, words, and the longest known pieces of each word.
///
/// A piece that continues a word is written `##ing` in the vocabulary. A word of which some part is
/// unknown, or of more than 100 characters, is one `[UNK]`. Time grows with the length of the text.
///
/// Source: Wu et al., "Google's Neural Machine Translation System", 2016, section 4.1, and Devlin et
/// al., "BERT", 2019, section 3. https://arxiv.org/abs/1810.04805
public struct WordPiece: Tokenizer {
  /// The tokens that a model gives a meaning.
  public struct SpecialTokens: Sendable, Codable, Equatable {
    /// What fills short texts up.
    public var padding = "[PAD]"
    /// What stands for unknown words.
    public var unknown = "[UNK]"
    /// What begins every text.
    public var classification = "[CLS]"
    /// What ends every text.
    public var separator = "[SEP]"
    /// What stands for a word to be guessed.
    public var mask = "[MASK]"

    /// BERT's.
    public init() {}
  }

  /// The tokens.
  public let vocabulary: Vocabulary
  /// How texts are prepared.
  public let cleaning: TextCleaning
  /// The tokens with a meaning.
  public let specialTokens: SpecialTokens
  /// The most characters of a word that is taken apart.
  public let wordLimit: Int
  /// The id that fills short texts up.
  public let paddingID: Int
  /// The id of unknown words.
  public let unknownID: Int
  /// The id that begins every text.
  public let classificationID: Int
  /// The id that ends every text.
  public let separatorID: Int
  /// The id of a word to be guessed; nil if the vocabulary has none.
  public let maskID: Int?

  let table: CleaningTable
  /// The tokens with a meaning that are recognized within a text.
  let recognized: [(scalars: [Unicode.Scalar], id: Int)]
  /// The node of the vocabulary's tree at which continuing pieces begin; nil if there are none.
  let continuation: Int?

  /// Creates a tokenizer.
  ///
  /// - Parameters:
  ///   - vocabulary: The tokens.
  ///   - cleaning: How texts are prepared.
  ///   - specialTokens: The tokens with a meaning; the vocabulary must have all but the mask.
  ///   - wordLimit: The most characters of a word that is taken apart, 1…65536.
  ///   - continuationPrefix: What marks pieces that continue a word.
  ///   - recognizesSpecialTokens: Whether a special token that is spelled out in a text has its
  ///     meaning there, as the reference has it; otherwise it is text like any other.
  ///   - name: What to call the vocabulary in an error.
  /// - Throws: `TokenizerError`, where the vocabulary lacks a special token, or the limit is none.
  public init(
    _ vocabulary: Vocabulary, cleaning: TextCleaning = .uncased,
    specialTokens: SpecialTokens = SpecialTokens(), wordLimit: Int = 100,
    continuationPrefix: String = "##", recognizesSpecialTokens: Bool = true,
    name: String = "the vocabulary"
  ) throws(TokenizerError) {
    guard (1...65536).contains(wordLimit) else {
      throw .malformed(
        "\(name): words of up to \(wordLimit) characters — give a limit within 1…65536")
    }
    self.vocabulary = vocabulary
    self.cleaning = cleaning
    self.specialTokens = specialTokens
    self.wordLimit = wordLimit
    paddingID = try vocabulary.id(ofRequired: specialTokens.padding, in: name)
    unknownID = try vocabulary.id(ofRequired: specialTokens.unknown, in: name)
    classificationID = try vocabulary.id(ofRequired: specialTokens.classification, in: name)
    separatorID = try vocabulary.id(ofRequired: specialTokens.separator, in: name)
    maskID = vocabulary.id(of: specialTokens.mask)
    table = CleaningTable(cleaning)
    continuation = vocabulary.trie.node(of: continuationPrefix.utf8)
    let spelled = [
      (specialTokens.padding, paddingID), (specialTokens.unknown, unknownID),
      (specialTokens.classification, classificationID), (specialTokens.separator, separatorID),
    ]
    let all = spelled + (maskID.map { [(specialTokens.mask, $0)] } ?? [])
    recognized =
      recognizesSpecialTokens
      ? all.filter { !$0.0.isEmpty }.map { (Array($0.0.unicodeScalars), $0.1) } : []
  }

  /// The tokens of a text, without those that a model expects around it.
  public func tokens(of text: String) -> [Token] {
    var splitter = WordSplitter(self)
    splitter.read(text)
    return splitter.tokens
  }

  public func encode(_ text: String, limit: Int?, truncation: Truncation) -> EncodedText {
    EncodedText(
      tokens(of: text), between: classificationID, and: separatorID, limit: limit, truncation)
  }

  /// The ids of two texts, each ended by the separator; of texts that are too long, the longer one
  /// loses its end first.
  ///
  /// - Parameters:
  ///   - first: The first text.
  ///   - second: The second text.
  ///   - limit: The most tokens, those around the texts included; nil for all.
  /// - Returns: The tokens; offsets count from the beginning of each text.
  public func encode(_ first: String, _ second: String, limit: Int? = nil) -> EncodedText {
    let (a, b) = (tokens(of: first), tokens(of: second))
    let room = limit.map { max(0, $0 - 3) } ?? (a.count + b.count)
    let counts = Self.counts(a.count, b.count, room: room)
    let (headA, headB) = (a.prefix(counts.0), b.prefix(counts.1))
    return EncodedText(
      ids: [classificationID] + headA.map(\.id) + [separatorID] + headB.map(\.id) + [separatorID],
      types: [Int](repeating: 0, count: headA.count + 2)
        + [Int](repeating: 1, count: headB.count + 1),
      offsets: [0..<0] + headA.map(\.range) + [0..<0] + headB.map(\.range) + [0..<0],
      droppedCount: a.count + b.count - headA.count - headB.count)
  }

  /// How many tokens of two texts fit: the longer one is cut first, an odd one is the second's or, if
  /// that is the shorter, the first's.
  private static func counts(_ a: Int, _ b: Int, room: Int) -> (Int, Int) {
    guard a + b > room else { return (a, b) }
    var (short, long) = a > b ? (b, a) : (a, b)
    long = short > room ? short : max(short, room - short)
    if short + long > room {
      short = room / 2
      long = room - short
    }
    return a > b ? (long, short) : (short, long)
  }
}
