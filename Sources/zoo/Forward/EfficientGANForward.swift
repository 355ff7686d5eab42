import AnoGAN
import Checkpoints
import Tensors

/// Runs one network of Efficient GAN on raw tensors.
struct EfficientGANForward {
  /// Which of the three.
  let part: String
  /// The file with the weights.
  let weights: String
  /// The file with the input.
  let input: String

  /// The outputs, as published.
  func outputs() throws -> [(name: String, tensor: Tensor)] {
    let checkpoint = try Checkpoint.load(weights)
    switch part {
    case "generator":
      let network = EfficientGenerator(try EfficientGAN.configuration(ofGenerator: checkpoint))
      try network.load(checkpoint)
      return [("image", network(try latents(network.configuration)).channelsFirst)]
    case "encoder":
      let network = Encoder(try EfficientGAN.configuration(ofEncoder: checkpoint))
      try network.load(checkpoint)
      return [("z", network(try images()))]
    default:
      let network = JointDiscriminator(try EfficientGAN.configuration(ofDiscriminator: checkpoint))
      try network.load(checkpoint)
      let x = try images()
      let (logits, features) = network(x, try latents(network.configuration, count: x.shape[0]))
      return [("logit", logits), ("feature", features)]
    }
  }

  /// The tensor 'x', `[N, 28, 28, 1]`.
  private func images() throws -> Tensor {
    let side = EfficientGANConfiguration.imageSize
    let stored = try ForwardInput(input).tensor("x")
    guard stored.shape.count == 4, stored.shape[0] > 0,
      Array(stored.shape[1...]) == [1, side, side]
    else {
      throw Failure(.badData, "\(input): 'x' is \(stored.shape), not [N, 1, \(side), \(side)]")
    }
    return stored.tensor().transposed([0, 2, 3, 1])
  }

  /// The tensor 'z', `[N, latentSize]`.
  private func latents(
    _ configuration: EfficientGANConfiguration, count: Int? = nil
  ) throws -> Tensor {
    let stored = try ForwardInput(input).tensor("z")
    let size = configuration.latentSize
    guard let first = stored.shape.first, first > 0, count ?? first == first,
      stored.shape.count >= 2, stored.shape.dropFirst().reduce(1, *) == size
    else {
      throw Failure(
        .badData,
        "\(input): 'z' is \(stored.shape), not [\(count.map(String.init) ?? "N"), \(size)]")
    }
    return stored.tensor().reshaped([first, size])
  }
}
