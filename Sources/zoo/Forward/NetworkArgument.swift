import ArgumentParser

/// The argument that names a network: a model, or one of a model's networks, `dcgan.generator`.
struct NetworkArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A network: \(Model.allCases.flatMap(\.networkNames).joined(separator: ", ")).",
      valueName: "network"),
    completion: .list(Model.allCases.flatMap(\.networkNames)))
  var name: String

  /// The model.
  var model: Model {
    get throws(Failure) { try split().model }
  }

  /// The network of the model, such as `generator`; nil for the usual one, or where it has one only.
  var part: String? {
    get throws(Failure) { try split().part }
  }

  func validate() throws {
    _ = try split()
  }

  private func split() throws(Failure) -> (model: Model, part: String?) {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    let model = try Model(named: parts.first ?? name)
    let part = parts.count == 2 ? parts[1].lowercased() : nil
    if let part {
      guard (model.parts + model.variants).contains(part) else {
        throw Failure(
          .usage,
          Suggestion.answer(to: name, among: model.networkNames, kind: "network"))
      }
    } else if !model.parts.isEmpty {
      throw Failure(
        .usage,
        "\(model.rawValue) has several networks — name one: "
          + model.networkNames.joined(separator: ", "))
    }
    return (model, part)
  }
}

extension Model {
  /// The networks of a model that has several.
  var parts: [String] {
    switch network {
    case .adversarial, .anogan: ["generator", "discriminator"]
    case .efficientgan: ["generator", "discriminator", "encoder"]
    case .vgg, .ssd, .mnist, .transformer, .bert: []
    }
  }

  /// Other forms of a model that has a usual one.
  var variants: [String] {
    switch network {
    case .transformer: ["paper_positions"]
    case .bert: ["minilm", "pretraining"]
    case .vgg, .ssd, .mnist, .adversarial, .anogan, .efficientgan: []
    }
  }

  /// The names by which `zoo forward` knows the model's networks.
  var networkNames: [String] {
    (parts.isEmpty ? [rawValue] : []) + (parts + variants).map { "\(rawValue).\($0)" }
  }
}
