import Checkpoints
import Tasks

/// What the command tells about a model.
struct Card: Encodable {
  /// Weights of the model.
  struct Weights: Encodable {
    let name: String
    let metric: String
    let licence: String
    let atHand: Bool
  }

  let model: String
  /// The shorter name, if there is one.
  let alias: String?
  let task: Model.Task
  let parameters: Int
  let gmac: Double
  /// The side of the pictures that `gmac` is for; nil for texts.
  let imageSize: Int?
  /// The tokens of the text that `gmac` is for; nil for pictures.
  let tokenCount: Int?
  let source: String
  let weights: [Weights]

  init(_ model: Model) throws {
    let registry = try WeightsRegistry.shipped()
    self.model = model.rawValue
    task = model.task
    parameters = model.parameterCount
    gmac = model.multiplyAdds
    switch model.input {
    case .picture(let side): (imageSize, tokenCount) = (side, nil)
    case .text(let length): (imageSize, tokenCount) = (nil, length)
    }
    alias = model.alias
    source = model.source
    // Those of one of its networks too, such as dcgan.generator.
    let own = registry.entries.filter {
      $0.model.split(separator: ".").first ?? "" == model.rawValue
    }
    weights = own.map { entry in
      Weights(
        name: entry.name, metric: entry.metric, licence: entry.licence,
        atHand: registry.located(entry) != nil)
    }
  }

  /// What `gmac` is for.
  var input: String {
    if let imageSize { return "a picture of \(imageSize)×\(imageSize)" }
    return "a text of \(tokenCount ?? 0) tokens"
  }

  /// The names of the weights at hand.
  var weightsAtHand: String {
    let names = weights.filter(\.atHand).map(\.name)
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}
