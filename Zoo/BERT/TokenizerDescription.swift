import Checkpoints
import Datasets
import Tokenizers

/// The content of a `tokenizer.json` that describes BERT's tokenizer.
struct TokenizerDescription {
  private var path: String
  private var kind = ""
  private var tokens: [(token: String, id: Int)] = []
  private var cleaning = TextCleaning.uncased
  private var dropsAccents: Bool?
  private var specialTokens = WordPiece.SpecialTokens()
  private var continuationPrefix = "##"
  private var wordLimit = 100

  /// Reads the file.
  init(_ path: String) throws(DatasetError) {
    self.path = path
    var reader = try JSONReader(path)
    var description = self
    try reader.object { (reader, key) throws(DatasetError) in
      switch key {
      case "model": try description.readModel(&reader)
      case "normalizer": try description.readNormalizer(&reader)
      default: try reader.skip()
      }
    }
    try reader.end()
    self = description
  }

  private mutating func readModel(_ reader: inout JSONReader) throws(DatasetError) {
    var description = self
    try reader.object { (reader, key) throws(DatasetError) in
      switch key {
      case "type": description.kind = try reader.string()
      case "unk_token": description.specialTokens.unknown = try reader.string()
      case "continuing_subword_prefix": description.continuationPrefix = try reader.string()
      case "max_input_chars_per_word": description.wordLimit = try reader.integer()
      case "vocab":
        try reader.object { (reader, token) throws(DatasetError) in
          description.tokens.append((token, try reader.integer()))
        }
      default: try reader.skip()
      }
    }
    self = description
  }

  private mutating func readNormalizer(_ reader: inout JSONReader) throws(DatasetError) {
    if try reader.null() {
      cleaning = TextCleaning(
        dropsControls: false, isolatesIdeographs: false, dropsAccents: false, lowercases: false)
      return
    }
    var description = self
    try reader.object { (reader, key) throws(DatasetError) in
      switch key {
      case "type":
        let type = try reader.string()
        guard type == "BertNormalizer" else {
          throw reader.error("a normalizer '\(type.prefix(40))', only BertNormalizer is supported")
        }
      case "clean_text": description.cleaning.dropsControls = try reader.boolean()
      case "handle_chinese_chars": description.cleaning.isolatesIdeographs = try reader.boolean()
      case "lowercase": description.cleaning.lowercases = try reader.boolean()
      case "strip_accents":
        description.dropsAccents = try reader.null() ? nil : reader.boolean()
      default: try reader.skip()
      }
    }
    description.cleaning.dropsAccents =
      description.dropsAccents ?? description.cleaning.lowercases
    self = description
  }

  /// The tokenizer.
  func tokenizer() throws -> WordPiece {
    guard kind == "WordPiece" || kind.isEmpty else {
      throw CheckpointError.malformed(
        "\(path): a tokenizer of the kind '\(kind.prefix(40))', only WordPiece is supported")
    }
    // Neither vocab.txt nor our own checkpoints could say it.
    guard continuationPrefix == "##" else {
      throw CheckpointError.malformed(
        """
        \(path): pieces that continue a word begin with '\(continuationPrefix.prefix(40))', only '##' \
        is supported
        """)
    }
    var ordered = [String?](repeating: nil, count: tokens.count)
    for (token, id) in tokens {
      guard ordered.indices.contains(id), ordered[id] == nil else {
        throw CheckpointError.malformed(
          "\(path): the id \(id) of '\(token.prefix(40))' is there twice or beyond the others")
      }
      ordered[id] = token
    }
    return try WordPiece(
      Vocabulary(ordered.compactMap { $0 }), cleaning: cleaning, specialTokens: specialTokens,
      wordLimit: max(1, min(wordLimit, 10_000)), name: path)
  }
}
