import Checkpoints

/// The names under which BERT's tensors are published: with and without `bert.`, with `gamma` and
/// `beta` or `weight` and `bias`, and the book's.
enum BERTNames {
  /// The part of a model that a tensor belongs to, and its path there.
  enum Place: Equatable {
    /// The body, without the prefix `bert.`.
    case body(String)
    /// The classifier: `weight` or `bias`.
    case classifier(String)
    /// What guesses words or judges their order, without the prefix `cls.`.
    case pretraining(String)
    /// Something else.
    case other
  }

  /// Tensors that no model needs.
  static let superfluous = ["position_ids"]
  /// The decoder, which is the encoder's word vectors and its own bias under another name.
  static let decoderWeight = "cls.predictions.decoder.weight"

  /// The current spelling of a name: of norms, of wrappers, and of the book.
  static func current(_ name: String) -> String {
    var name = name
    if name.hasPrefix("module.") { name.removeFirst("module.".count) }
    for (old, new) in [
      ("LayerNorm.gamma", "LayerNorm.weight"), ("LayerNorm.beta", "LayerNorm.bias"),
    ]
    where name.hasSuffix(old) {
      name = name.dropLast(old.count) + new
    }
    return name.replacing(".attention.selfattn.", with: ".attention.self.")
  }

  /// Where the tensor of a name belongs.
  static func place(of name: String) -> Place {
    let name = current(name)
    if name.hasPrefix("bert.") { return .body(String(name.dropFirst("bert.".count))) }
    if ["embeddings.", "encoder.", "pooler."].contains(where: name.hasPrefix) {
      return .body(name)
    }
    switch name {
    case "classifier.weight", "cls.weight": return .classifier("weight")
    case "classifier.bias", "cls.bias": return .classifier("bias")
    default: break
    }
    return name.hasPrefix("cls.") ? .pretraining(String(name.dropFirst("cls.".count))) : .other
  }

  /// A key map for a model that consists of some places.
  ///
  /// - Parameters:
  ///   - checkpoint: The tensors.
  ///   - path: The model's path of a place; nil for a place that it lacks.
  /// - Returns: The key map; tensors of known places that the model lacks are superfluous.
  static func keyMap(
    for checkpoint: Checkpoint, _ path: @escaping @Sendable (Place) -> String?
  ) -> KeyMap {
    let unneeded = checkpoint.tensors.map(\.name).filter {
      let place = place(of: $0)
      return place != .other && path(place) == nil
    }
    return KeyMap(extras: superfluous + unneeded) { name in
      let place = place(of: name)
      // A model may have a path of this name, such as a new last layer: it is not to be filled.
      return path(place) ?? (place == .other ? current(name) : "\(name) (not needed)")
    }
  }

  /// Whether a checkpoint has a tensor at a place.
  static func holds(_ checkpoint: Checkpoint, _ wanted: Place) -> Bool {
    checkpoint.tensors.contains { place(of: $0.name) == wanted }
  }
}
