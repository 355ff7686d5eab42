import Checkpoints

/// How the shapes of one of the two networks follow from its configuration, and show it.
struct SAGANShapes {
  /// The name by which checkpoints know the network.
  let name: String
  /// The published name of the last layer's weight.
  let last: String
  /// The channels that leave `layer1` to `layer4` of the full network.
  let fullCounts: [Int]
  /// Whether filters are published as `[in, out, 4, 4]`, and the first input is a latent vector.
  let isGenerator: Bool

  /// The configuration that the shapes of a checkpoint show; nil where it lacks the first layer or
  /// the last.
  func configuration(of checkpoint: Checkpoint) -> SAGANConfiguration? {
    let spellings = ["weight_orig", "parametrizations.weight.original"]
    let layers = (1...4).map { layer in
      spellings.lazy.compactMap { checkpoint["layer\(layer).0.\($0)"]?.shape }.first
    }
    guard let first = layers[0], first.count == 4, let output = checkpoint[last]?.shape,
      output.count == 4
    else { return nil }
    let counts = zip(fullCounts, layers).compactMap { full, shape -> (full: Int, held: Int)? in
      guard let shape, shape.count == 4 else { return nil }
      return (full, shape[isGenerator ? 1 : 0])
    }
    return SAGANConfiguration(
      latentSize: isGenerator ? first[0] : 20,
      imageChannelCount: isGenerator ? output[1] : first[1], width: Self.width(of: counts))
  }

  /// The number of weights of all 4×4 filters.
  func filterCount(of configuration: SAGANConfiguration) -> Int {
    let hidden = fullCounts.map(configuration.channels)
    let counts =
      isGenerator
      ? [configuration.latentSize] + hidden + [configuration.imageChannelCount]
      : [configuration.imageChannelCount] + hidden + [1]
    return zip(counts, counts.dropFirst()).reduce(0) { $0 + 16 * $1.0 * $1.1 }
  }

  /// A width that makes the numbers of channels of a file of those of the full network.
  private static func width(of counts: [(full: Int, held: Int)]) -> Double {
    // Each number was rounded, and leaves an interval for the width.
    let ratios = counts.map { Double($0.held) / Double($0.full) }
    let least = counts.map { (Double($0.held) - 0.5) / Double($0.full) }.max() ?? 0
    let most = counts.map { (Double($0.held) + 0.5) / Double($0.full) }.min() ?? 0
    let fitting = (ratios + [(least + most) / 2]).first { width in
      let configuration = SAGANConfiguration(width: width)
      return counts.allSatisfy { configuration.channels($0.full) == $0.held }
    }
    return fitting ?? ratios.first ?? 0
  }
}
