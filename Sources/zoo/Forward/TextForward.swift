import BERT
import Checkpoints
import Files
import Layers
import Tensors
import Transformer

/// Runs a network for texts on raw tensors.
struct TextForward {
  let model: Model
  /// Which form of the model; nil for the usual one.
  let variant: String?
  /// The file or folder with the weights.
  let weights: String
  /// The file with the input.
  let input: String

  /// The heads of models of MiniLM's type, which the shapes of their tensors do not tell.
  private static let miniLMHeads = 12

  /// The outputs, as published.
  func outputs() throws -> [(name: String, tensor: Tensor)] {
    if model == .transformer { return try transformer() }
    let (checkpoint, configuration) = try bert()
    switch variant {
    case "pretraining":
      let network = try BERTPretraining(checkpoint, configuration)
      let hidden = try network.bert(texts(configuration))
      let words = (name: "mlm_logits", tensor: network.predictions(hidden))
      guard let nextText = network.nextText else { return [words] }
      return [words, ("nsp_logits", nextText(network.bert.pooled(hidden.firstPosition())))]
    case "minilm":
      let network = try BERTEncoder(checkpoint, configuration)
      let input = try texts(configuration)
      let hidden = network(input)
      return [
        ("hidden", hidden), ("pooled", network.pooled(hidden.firstPosition())),
        ("embedding", SentenceEncoder.meanPooled(hidden, mask: input.mask)),
      ]
    default:
      // What one of our own sees is noted; that of others follows from its names.
      let noted = try CheckpointMetadata(checkpoint.metadata)
        .value(BERTPreparation.self, for: .preprocessing)
      let network = try BERTClassifier(checkpoint, configuration, input: noted?.input)
      let hidden = try network.bert(texts(configuration))
      let first = hidden.firstPosition()
      return [
        ("logits", network.classified(first)), ("hidden", hidden),
        ("pooled", network.bert.pooled(first)),
      ]
    }
  }

  /// The weights of BERT, and what distinguishes the model.
  private func bert() throws -> (Checkpoint, BERTConfiguration) {
    if isFolder(weights) {
      let folder = try BERTFolder(weights)
      return (try folder.checkpoint(), folder.configuration)
    }
    let checkpoint = try Checkpoint.load(weights)
    let notes = CheckpointMetadata(checkpoint.metadata)
    if let noted = try notes.value(BERTConfiguration.self, for: .configuration) {
      return (checkpoint, noted)
    }
    let heads = variant == "minilm" ? Self.miniLMHeads : nil
    return (checkpoint, try BERTConfiguration(of: checkpoint, headCount: heads))
  }

  private func transformer() throws -> [(name: String, tensor: Tensor)] {
    let file = try Checkpoint.load(input)
    let ids = try integers("ids", in: file)
    let checkpoint = try Checkpoint.load(weights)
    let configuration = try TransformerConfiguration(
      of: checkpoint, length: max(256, ids.shape[1]), positions: variant == nil ? .book : .paper)
    try check(ids, count: configuration.wordCount, length: configuration.length)
    let mask = try integers("mask", in: file, like: ids) ?? .ones(ids.shape)
    let network = TransformerClassifier(configuration)
    try network.load(checkpoint)
    let (logits, attention) = network.withAttention(ids, mask: mask)
    var outputs = [(name: "logits", tensor: logits)]
    for (index, weights) in attention.enumerated() {
      let map = configuration.headCount == 1 ? weights.squeezed(axis: 1) : weights
      outputs.append((name: "attention\(index + 1)", tensor: map))
    }
    return outputs
  }

  /// The tensors 'ids', 'types' and 'mask', `[N, L]`.
  private func texts(_ configuration: BERTConfiguration) throws -> BERTInput {
    let file = try Checkpoint.load(input)
    let ids = try integers("ids", in: file)
    try check(ids, count: configuration.tokenCount, length: configuration.positionCount)
    let types = try integers("types", in: file, like: ids) ?? .zeros(ids.shape)
    if let type = types.scalars.first(where: { !(0..<configuration.typeCount ~= $0) }) {
      throw Failure(
        .badData, "\(input): 'types' holds \(type), not 0…\(configuration.typeCount - 1)")
    }
    return BERTInput(
      ids: ids, types: types,
      mask: try integers("mask", in: file, like: ids) ?? .ones(ids.shape))
  }

  private func check(_ ids: IntTensor, count: Int, length: Int) throws(Failure) {
    guard ids.shape[1] <= length else {
      throw Failure(
        .badData, "\(input): texts of \(ids.shape[1]) tokens, the network reads \(length)")
    }
    if let id = ids.scalars.first(where: { !(0..<count ~= $0) }) {
      throw Failure(.badData, "\(input): 'ids' holds \(id), the network knows 0…\(count - 1)")
    }
  }

  /// Whole numbers that the file must have, `[N, L]`.
  private func integers(_ name: String, in file: Checkpoint) throws(Failure) -> IntTensor {
    guard let stored = file[name] else {
      let names = file.tensors.prefix(5).map { "'\($0.name)'" }.joined(separator: ", ")
      throw Failure(
        .badData, "\(input) has no tensor '\(name)'; it has \(names) — rename the input")
    }
    guard stored.shape.count == 2, stored.shape.allSatisfy({ $0 > 0 }) else {
      throw Failure(.badData, "\(input): '\(name)' is \(stored.shape), not [N, tokens]")
    }
    guard let integers = stored.integers() else {
      throw Failure(.badData, "\(input): '\(name)' is of \(stored.type), not of whole numbers")
    }
    return IntTensor(integers, shape: stored.shape)
  }

  /// Whole numbers of the shape of others; nil where the file has none.
  private func integers(
    _ name: String, in file: Checkpoint, like ids: IntTensor
  ) throws(Failure) -> IntTensor? {
    guard file[name] != nil else { return nil }
    let found = try integers(name, in: file)
    guard found.shape == ids.shape else {
      throw Failure(.badData, "\(input): '\(name)' is \(found.shape), 'ids' is \(ids.shape)")
    }
    return found
  }
}

extension IntTensor {
  fileprivate static func ones(_ shape: [Int]) -> IntTensor {
    IntTensor([Int](repeating: 1, count: shape.reduce(1, *)), shape: shape)
  }

  fileprivate static func zeros(_ shape: [Int]) -> IntTensor {
    IntTensor([Int](repeating: 0, count: shape.reduce(1, *)), shape: shape)
  }
}
