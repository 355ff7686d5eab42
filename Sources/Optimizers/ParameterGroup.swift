import Layers

/// Parameters that share a learning rate and a weight decay.
public struct ParameterGroup {
  /// The parameters by their published paths, each once.
  public let parameters: [(path: String, parameter: Parameter)]
  /// The learning rate before a schedule.
  public var learningRate: Double
  /// The weight decay of the group.
  public var weightDecay: Double

  /// Creates a group.
  ///
  /// - Parameters:
  ///   - parameters: The parameters; of those that are shared, the first path counts.
  ///   - learningRate: The learning rate before a schedule.
  ///   - weightDecay: The weight decay.
  public init(
    _ parameters: [(path: String, parameter: Parameter)], learningRate: Double,
    weightDecay: Double = 0
  ) {
    var seen = Set<ObjectIdentifier>()
    self.parameters = parameters.filter { seen.insert(ObjectIdentifier($0.parameter)).inserted }
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }
}
