import Layers
import Tensors

/// The pictures that a generator makes of normal latent vectors.
///
/// - Parameters:
///   - generator: Makes pictures `[N, H, W, C]` of latent vectors `[N, latentSize]`.
///   - latentSize: The size of the latent vectors.
///   - count: The number of pictures.
///   - seed: What the latent vectors follow from.
///   - batchSize: The pictures made at once, which changes them by rounding at most.
///   - progress: Told how many pictures are made.
/// - Returns: The pictures, `[count, H, W, C]`.
public func generatedSamples(
  of generator: some Layer, latentSize: Int, count: Int, seed: UInt64, batchSize: Int = 64,
  progress: (Int) -> Void = { _ in }
) -> Tensor {
  let latents = withSeed(seed) { Tensor.randomNormal([count, latentSize]) }
  let batches = stride(from: 0, to: count, by: batchSize).map { start in
    let end = min(start + batchSize, count)
    defer { progress(end) }
    return generator(latents[start..<end])
  }
  return concatenate(batches, axis: 0)
}
