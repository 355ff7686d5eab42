import Checkpoints
import Tensors

/// Runs one network of a generator and its discriminator on raw tensors.
struct AdversarialForward<Training: AdversarialFineTune> {
  /// Which of the two.
  let part: String
  /// The file with the weights.
  let weights: String
  /// The file with the input.
  let input: String

  /// The outputs, as published.
  func outputs() throws -> [(name: String, tensor: Tensor)] {
    let checkpoint = try Checkpoint.load(weights)
    if part == "generator" {
      let z = try stored("z", rank: 2...4)
      let latents = z.reshaped([z.shape[0], z.shape.dropFirst().reduce(1, *)])
      return try Training.outputs(generator: checkpoint, latents)
    }
    return try Training.outputs(
      discriminator: checkpoint, try stored("x", rank: 4...4).transposed([0, 2, 3, 1]))
  }

  private func stored(_ name: String, rank: ClosedRange<Int>) throws -> Tensor {
    let tensor = try ForwardInput(input).tensor(name)
    guard rank.contains(tensor.shape.count), tensor.shape.allSatisfy({ $0 > 0 }) else {
      throw Failure(
        .badData,
        "\(input): '\(name)' is \(tensor.shape), not \(name == "z" ? "[N, Z, 1, 1]" : "[N, C, H, W]")"
      )
    }
    return tensor.tensor()
  }
}
