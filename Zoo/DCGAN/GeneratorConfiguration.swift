/// What distinguishes variants of the generator, saved with its weights.
public struct GeneratorConfiguration: Codable, Sendable, Equatable {
  /// The size of the latent vectors.
  public var latentSize: Int
  /// The stages before the last, each followed by batch normalization and a ReLU.
  public var hidden: [GeneratorStage]
  /// The stage that makes the picture, followed by tanh.
  public var last: GeneratorStage

  /// Creates a configuration of stages.
  public init(latentSize: Int, hidden: [GeneratorStage], last: GeneratorStage) {
    self.latentSize = latentSize
    self.hidden = hidden
    self.last = last
  }

  /// The generator of 64×64 pictures.
  ///
  /// - Parameters:
  ///   - latentSize: The size of the latent vectors.
  ///   - imageChannelCount: 1 for grey, 3 for colours.
  ///   - width: The factor of the channel counts 512, 256, 128 and 64.
  /// - Returns: The configuration.
  public static func side64(
    latentSize: Int = 20, imageChannelCount: Int = 1, width: Double = 1
  ) -> GeneratorConfiguration {
    let channels = [512, 256, 128, 64].map { scaled($0, by: width) }
    let first = GeneratorStage(channels[0], kernelSize: 4, stride: 1, padding: 0)
    return GeneratorConfiguration(
      latentSize: latentSize, hidden: [first] + channels.dropFirst().map { GeneratorStage($0) },
      last: GeneratorStage(imageChannelCount))
  }

  /// The side of the pictures.
  public var imageSize: Int { (hidden + [last]).reduce(1) { $1.side(from: $0) } }

  /// The number of channels of the pictures.
  public var imageChannelCount: Int { last.channelCount }

  /// The number of weights of all filters.
  var filterCount: Int {
    var input = latentSize
    return (hidden + [last]).reduce(0) { sum, stage in
      defer { input = stage.channelCount }
      return sum + input * stage.channelCount * stage.kernelSize * stage.kernelSize
    }
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if !(1...1 << 16).contains(latentSize) { return "latentSize \(latentSize), not 1…65536" }
    if hidden.isEmpty || hidden.count > 16 { return "\(hidden.count) hidden stages, not 1…16" }
    if let problem = (hidden + [last]).lazy.compactMap(\.problem).first { return problem }
    var side = 1
    for stage in hidden + [last] {
      side = stage.side(from: side)
      if !(1...4096).contains(side) { return "maps with a side of \(side), not 1…4096" }
    }
    return nil
  }
}

/// A number of channels of the paper, scaled.
func scaled(_ channelCount: Int, by width: Double) -> Int {
  max(1, Int((Double(channelCount) * width).rounded()))
}
