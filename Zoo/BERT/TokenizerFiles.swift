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

  /// The content of `tokenizer_config.json` for a tokenizer.
  static func settings(
    of tokenizer: WordPiece, _ configuration: BERTConfiguration
  ) -> [String: Any] {
    let (cleaning, special) = (tokenizer.cleaning, tokenizer.specialTokens)
    return [
      "tokenizer_class": "BertTokenizer", "do_lower_case": cleaning.lowercases,
      "strip_accents": cleaning.dropsAccents,
      "tokenize_chinese_chars": cleaning.isolatesIdeographs,
      "model_max_length": configuration.positionCount, "pad_token": special.padding,
      "unk_token": special.unknown, "cls_token": special.classification,
      "sep_token": special.separator, "mask_token": special.mask,
    ]
  }

  /// The content of `tokenizer_config.json`.
  private struct Settings: Decodable {
    var cleaning = TextCleaning.uncased
    var specialTokens = WordPiece.SpecialTokens()

    enum CodingKeys: String, CodingKey {
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
