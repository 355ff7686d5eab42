import Checkpoints
import Foundation

/// What `config.json` says beside the sizes of the network.
struct BERTDetails: Codable {
  var architectures: [String]?
  var modelType: String?
  var labels: [String: String]?
  var ids: [String: Int]?
  var positionKind: String?
  var tiesDecoder: Bool?
  var isDecoder: Bool?
  var problemKind: String?

  enum CodingKeys: String, CodingKey {
    case architectures
    case modelType = "model_type"
    case labels = "id2label"
    case ids = "label2id"
    case positionKind = "position_embedding_type"
    case tiesDecoder = "tie_word_embeddings"
    case isDecoder = "is_decoder"
    case problemKind = "problem_type"
  }

  /// What cannot be computed here; nil if all can.
  var problem: String? {
    if let modelType, modelType != "bert" {
      return "it is a model of the kind '\(modelType.prefix(40))', not 'bert'"
    }
    if let positionKind, positionKind != "absolute" {
      return "position_embedding_type '\(positionKind.prefix(40))', only 'absolute' is supported"
    }
    if isDecoder == true { return "is_decoder true, only encoders are supported" }
    if problemKind == "multi_label_classification" {
      return "problem_type 'multi_label_classification', only one class of a text is supported"
    }
    return nil
  }

  /// The names of the classes, where they are more than `LABEL_0`, `LABEL_1`, ….
  var classNames: [String]? {
    guard let labels, !labels.isEmpty else { return nil }
    let names = (0..<labels.count).map { labels["\($0)"] }
    let named = names.compactMap { $0 }
    guard named.count == names.count,
      named.enumerated().contains(where: { $1 != "LABEL_\($0)" })
    else { return nil }
    return named
  }
}
