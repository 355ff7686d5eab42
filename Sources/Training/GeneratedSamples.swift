import Layers
import Tensors

/// The pictures that a generator makes of latent vectors.
///
/// - Parameters:
///   - generator: Makes pictures `[N, H, W, C]` of latent vectors `[N, Z]`.
///   - latents: The latent vectors, `[count, Z]`.
///   - batchSize: The pictures made at once, which changes them by rounding at most.
///   - progress: Told how many pictures are made.
/// - Returns: The pictures, `[count, H, W, C]`.
public func generatedSamples(
  of generator: some Layer, _ latents: Tensor, batchSize: Int = 64,
  progress: (Int) -> Void = { _ in }
) -> Tensor {
  mapBatches(latents, batchSize, progress) { generator($0) }
}

/// The latent vectors of whose pictures a discriminator is surest that they are real, in their order.
///
/// A generator maps a connected space, and makes pictures between those of two kinds too; the
/// discriminator knows most of them.
///
/// Source: Azadi et al., "Discriminator Rejection Sampling", 2019. https://arxiv.org/abs/1810.06758
///
/// Deviation: the highest scores stay; the paper leaves it to chance, more likely for higher scores.
///
/// - Parameters:
///   - latents: The latent vectors to choose from, `[N, Z]`.
///   - count: The number that stays, at most `N`.
///   - generator: Makes pictures of them.
///   - discriminator: Scores pictures, a number for each, larger for real ones.
///   - batchSize: The pictures made at once.
///   - progress: Told how many pictures are scored.
/// - Returns: The latent vectors that stay, `[count, Z]`; nil where a score is no number.
public func selectedLatents(
  of latents: Tensor, count: Int, generator: some Layer, discriminator: some Layer,
  batchSize: Int = 64, progress: (Int) -> Void = { _ in }
) -> Tensor? {
  let scores = mapBatches(latents, batchSize, progress) { batch in
    discriminator(generator(batch)).reshaped([batch.shape[0]])
  }
  guard scores.isFinite else { return nil }
  let best = scores.topK(count).indices.scalars.sorted()
  return latents.gathered(IntTensor(best), axis: 0)
}

private func mapBatches(
  _ rows: Tensor, _ batchSize: Int, _ progress: (Int) -> Void, _ body: (Tensor) -> Tensor
) -> Tensor {
  let count = rows.shape[0]
  let batches = stride(from: 0, to: count, by: batchSize).map { start in
    let end = min(start + batchSize, count)
    defer { progress(end) }
    return body(rows[start..<end])
  }
  return concatenate(batches, axis: 0)
}
