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
  /// The side of the pictures that `gmac` is for.
  let imageSize: Int
  let source: String
  let weights: [Weights]

  init(_ model: Model) throws {
    let registry = try WeightsRegistry.shipped()
    self.model = model.rawValue
    task = model.task
    parameters = model.parameterCount
    gmac = model.multiplyAdds
    imageSize = model.imageSize
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

  /// The names of the weights at hand.
  var weightsAtHand: String {
    let names = weights.filter(\.atHand).map(\.name)
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}
