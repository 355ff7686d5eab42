import Checkpoints
import Datasets
import Files
import Foundation
import Tokenizers

/// The files of a folder that say how texts become ids.
struct TokenizerFiles {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  /// The tokenizer: of `vocab.txt` and `tokenizer_config.json`, or of `tokenizer.json`.
  func tokenizer() throws(CheckpointError) -> WordPiece {
    let vocabularyPath = "\(path)/vocab.txt"
    do {
      if isRegularFile(vocabularyPath) {
        let vocabulary = try Vocabulary(
          lines: MappedFile(vocabularyPath).content, name: vocabularyPath)
        let settings = try settings()
        return try WordPiece(
          vocabulary, cleaning: settings.cleaning, specialTokens: settings.specialTokens,
          name: vocabularyPath)
      }
      guard isRegularFile("\(path)/tokenizer.json") else {
        throw CheckpointError.file(
          .notFound("\(path): it holds neither vocab.txt nor tokenizer.json"))
      }
      return try TokenizerDescription("\(path)/tokenizer.json").tokenizer()
    } catch let error as CheckpointError {
      throw error
    } catch let error as FileError {
      throw .file(error)
    } catch {
      throw .malformed("\(error)")
    }
  }

  /// The most tokens of a text, where the files say it, and which part of a longer one is kept.
  func lengths() throws(CheckpointError) -> (limit: Int?, truncation: Truncation) {
    do {
      let settings = try settings()
      // Files that know no limit have a number such as 1e30.
      let limit = settings.limit.flatMap { (2...1e9).contains($0) ? Int($0) : nil }
      return (limit, settings.keptSide == "left" ? .tail : .head)
    } catch let error as CheckpointError {
      throw error
    } catch let error as FileError {
      throw .file(error)
    } catch {
      throw .malformed("\(error)")
    }
  }

  /// What `tokenizer_config.json` says, BERT's settings where it is missing.
  private func settings() throws -> Settings {
    let file = "\(path)/tokenizer_config.json"
    guard isRegularFile(file) else { return Settings() }
    do {
      return try JSONDecoder().decode(Settings.self, from: Data(MappedFile(file).content))
    } catch let error as FileError {
      throw error
    } catch {
      throw CheckpointError.malformed("\(file) cannot be read: \(error)")
    }
  }

  /// The content of `tokenizer_config.json` for a tokenizer, and the most tokens of a text.
  ///
  /// - Throws: `CheckpointError`, where it cannot say what the tokenizer does.
  static func settings(
    of tokenizer: WordPiece, limit: Int, _ truncation: Truncation
  ) throws(CheckpointError) -> [String: Any] {
    if let problem = problem(of: tokenizer, truncation) {
      throw .malformed("transformers' files cannot say \(problem)")
    }
    let (cleaning, special) = (tokenizer.cleaning, tokenizer.specialTokens)
    return [
      "tokenizer_class": "BertTokenizer", "do_lower_case": cleaning.lowercases,
      "strip_accents": cleaning.dropsAccents,
      "tokenize_chinese_chars": cleaning.isolatesIdeographs,
      "model_max_length": limit, "truncation_side": truncation == .tail ? "left" : "right",
      "pad_token": special.padding,
      "unk_token": special.unknown, "cls_token": special.classification,
      "sep_token": special.separator, "mask_token": special.mask,
    ]
  }

  /// What `vocab.txt` and `tokenizer_config.json` cannot say; nil if they can say all.
  private static func problem(of tokenizer: WordPiece, _ truncation: Truncation) -> String? {
    if truncation == .headAndTail {
      return "that both ends of a long text are kept — give another truncation"
    }
    if tokenizer.wordLimit != 100 {
      return "that words of up to \(tokenizer.wordLimit) characters are taken apart, not 100"
    }
    if !tokenizer.cleaning.dropsControls { return "that control characters are kept" }
    let isLine = tokenizer.vocabulary.tokens.allSatisfy { token in
      !token.utf8.contains(UInt8(ascii: "\n")) && token.utf8.last != UInt8(ascii: "\r")
    }
    return isLine ? nil : "that a token holds a line end"
  }

  /// The content of `tokenizer_config.json`.
  private struct Settings: Decodable {
    var cleaning = TextCleaning.uncased
    var specialTokens = WordPiece.SpecialTokens()
    var limit: Double?
    var keptSide: String?

    enum CodingKeys: String, CodingKey {
      case limit = "model_max_length"
      case keptSide = "truncation_side"
      case lowercases = "do_lower_case"
      case dropsAccents = "strip_accents"
      case isolatesIdeographs = "tokenize_chinese_chars"
      case padding = "pad_token"
      case unknown = "unk_token"
      case classification = "cls_token"
      case separator = "sep_token"
      case mask = "mask_token"
    }

    /// A token is a string, or an object with its content.
    private struct SpecialToken: Decodable {
      let content: String

      enum CodingKeys: CodingKey { case content }

      init(from decoder: any Decoder) throws {
        if let content = try? decoder.singleValueContainer().decode(String.self) {
          self.content = content
        } else {
          content = try decoder.container(keyedBy: CodingKeys.self)
            .decode(String.self, forKey: .content)
        }
      }
    }

    init() {}

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      limit = try values.decodeIfPresent(Double.self, forKey: .limit)
      keptSide = try values.decodeIfPresent(String.self, forKey: .keptSide)
      let lowercases = try values.decodeIfPresent(Bool.self, forKey: .lowercases) ?? true
      cleaning.lowercases = lowercases
      cleaning.dropsAccents =
        try values.decodeIfPresent(Bool.self, forKey: .dropsAccents) ?? lowercases
      cleaning.isolatesIdeographs =
        try values.decodeIfPresent(Bool.self, forKey: .isolatesIdeographs) ?? true
      func token(_ key: CodingKeys, _ standard: String) throws -> String {
        try values.decodeIfPresent(SpecialToken.self, forKey: key)?.content ?? standard
      }
      specialTokens.padding = try token(.padding, specialTokens.padding)
      specialTokens.unknown = try token(.unknown, specialTokens.unknown)
      specialTokens.classification = try token(.classification, specialTokens.classification)
      specialTokens.separator = try token(.separator, specialTokens.separator)
      specialTokens.mask = try token(.mask, specialTokens.mask)
    }
  }
}
