import DCGAN
import Kernels
import Layers
import Optimizers
import Tensors

/// The search of AnoGAN: for each picture the latent vector from which the generator makes the
/// nearest one.
///
/// Generator and discriminator are in evaluation mode and off the tape, so that a picture's result
/// depends on no other picture, and the gradient is computed at the latent vectors only. Many
/// pictures, each from several starts, are searched for as one batch; as many starts of each at once
/// as the batch has room for.
///
/// Source: Schlegl et al., "Unsupervised Anomaly Detection with Generative Adversarial Networks to
/// Guide Marker Discovery", 2017, section 2.2. https://arxiv.org/abs/1703.05921
public struct LatentSearch {
  /// What was found for each of several pictures.
  public struct Result: Sendable {
    /// The latent vectors, `[N, latentSize]`.
    public let latents: Tensor
    /// What the generator makes of them, `[N, H, W, C]` in −1…1.
    public let reconstructions: Tensor
    /// The scores.
    public let scores: [AnomalyScore]
    /// The recorded moments of each picture's best search.
    public let trajectories: [[LatentMoment]]
  }

  /// Makes pictures of latent vectors.
  public let generator: Generator
  /// Tells what it sees in pictures.
  public let discriminator: Discriminator
  /// How it is searched.
  public var options: LatentSearchOptions

  /// Prepares a search.
  ///
  /// - Parameters:
  ///   - generator: Trained on normal pictures.
  ///   - discriminator: Trained with it.
  ///   - options: How it is searched.
  public init(
    _ generator: Generator, _ discriminator: Discriminator,
    options: LatentSearchOptions = LatentSearchOptions()
  ) {
    if let problem = options.problem { trap("LatentSearch: \(problem)") }
    self.generator = generator
    self.discriminator = discriminator
    self.options = options
  }

  /// Searches for the latent vectors of pictures.
  ///
  /// - Parameters:
  ///   - images: The pictures, `[N, H, W, C]` in −1…1.
  ///   - starts: Where the search begins, `[restarts · N, latentSize]`, one for each picture, then
  ///     the next for each; the same normal numbers for every picture by default.
  ///   - moments: The numbers of steps after which the state is recorded.
  /// - Returns: The best of each picture's searches.
  public func callAsFunction(
    _ images: Tensor, from starts: Tensor? = nil, recording moments: Set<Int> = []
  ) -> Result {
    Mode.with(.evaluation) {
      let count = images.shape[0]
      let features = discriminator.features(of: images)
      let rounds = (starts ?? self.starts(for: count))
        .inBatches(of: max(1, count) * max(1, options.batchSize / max(1, count)))
        .map { searched(images, features, from: $0, moments) }
      return best(rounds, count: count)
    }
  }

  /// The gradient of the sum of the scores at latent vectors, which the first step goes along.
  ///
  /// - Parameters:
  ///   - images: The pictures, `[N, H, W, C]` in −1…1.
  ///   - z: The latent vectors, `[N, latentSize]`.
  /// - Returns: The gradient, `[N, latentSize]`.
  package func gradient(_ images: Tensor, at z: Tensor) -> Tensor {
    Mode.with(.evaluation) {
      let latents = Latents(z)
      let features = discriminator.features(of: images)
      let (_, gradients) = latents.valueAndGradients(mode: .evaluation) { latents in
        scored(latents.z.value, images, features).scores.sum
      }
      return gradients[latents.z] ?? .zeros(z.shape)
    }
  }

  /// Searches from some of the starts of each picture, all at once.
  private func searched(
    _ images: Tensor, _ features: Tensor, from starts: Tensor, _ moments: Set<Int>
  ) -> Result {
    let count = images.shape[0]
    let latents = Latents(starts)
    let restarts = latents.z.shape[0] / max(1, count)
    let x = images.repeated(restarts)
    let features = features.repeated(restarts)
    var optimizer = Adam(latents, learningRate: options.learningRate)
    let schedule: any LearningRateSchedule =
      options.decays ? Cosine(stepCount: options.stepCount) : Lambda.constant
    var records: [Record] = []
    for step in 0..<options.stepCount {
      let (_, gradients) = latents.valueAndGradients(mode: .evaluation) { latents in
        let (generated, scores) = scored(latents.z.value, x, features)
        if moments.contains(step) { records.append(Record(step, generated, scores)) }
        return scores.sum
      }
      optimizer.rateFactor = schedule.factor(at: step)
      optimizer.step(gradients)
    }
    let (generated, scores) = scored(latents.z.value, x, features)
    if moments.contains(options.stepCount) {
      records.append(Record(options.stepCount, generated, scores))
    }
    return best(latents.z.value, generated, scores.values, records, count: count)
  }

  /// What the generator makes of latent vectors, and how far it is from pictures.
  private func scored(
    _ latents: Tensor, _ x: Tensor, _ features: Tensor
  ) -> (generated: Tensor, scores: AnomalyScores) {
    let generated = generator(latents)
    let scores = AnomalyScores(
      x, generated, features: features, reconstructed: discriminator.features(of: generated),
      lambda: options.lambda)
    return (generated, scores)
  }

  /// The first latent vectors: those of a restart are the same for all pictures, so that a result
  /// does not depend on the other pictures.
  private func starts(for count: Int) -> Tensor {
    let size = generator.configuration.latentSize
    let rows = (0..<options.restartCount).map { restart in
      var random = Random(seed: options.seed, restart)
      let row = Tensor((0..<size).map { _ in random.nextNormal() }, shape: [1, size])
      return row.repeated(count)
    }
    return concatenate(rows, axis: 0)
  }

  /// Keeps the best of the searches of each picture.
  private func best(
    _ latents: Tensor, _ generated: Tensor, _ scores: [AnomalyScore], _ records: [Record],
    count: Int
  ) -> Result {
    let rows = (0..<count).map { picture in
      stride(from: picture, to: scores.count, by: max(1, count))
        .min { scores[$0].value < scores[$1].value } ?? picture
    }
    return Result(
      latents: latents.rows(rows), reconstructions: generated.rows(rows),
      scores: rows.map { scores[$0] },
      trajectories: rows.map { row in
        records.map { record in
          LatentMoment(
            step: record.step, score: record.scores[row],
            reconstruction: record.generated[row])
        }
      })
  }

  /// Keeps the best of what several rounds found for each picture.
  private func best(_ rounds: [Result], count: Int) -> Result {
    guard rounds.count > 1 else { return rounds[0] }
    let chosen = (0..<count).map { picture in
      rounds.min { $0.scores[picture].value < $1.scores[picture].value } ?? rounds[0]
    }
    func rows(_ tensor: (Result) -> Tensor) -> Tensor {
      concatenate(chosen.enumerated().map { tensor($1).rows([$0]) }, axis: 0)
    }
    return Result(
      latents: rows(\.latents), reconstructions: rows(\.reconstructions),
      scores: chosen.enumerated().map { $1.scores[$0] },
      trajectories: chosen.enumerated().map { $1.trajectories[$0] })
  }

  /// The state of all searches after a number of steps.
  private struct Record {
    let step: Int
    let generated: Tensor
    let scores: [AnomalyScore]

    init(_ step: Int, _ generated: Tensor, _ scores: AnomalyScores) {
      self.step = step
      self.generated = generated.detached
      self.scores = scores.values
    }
  }
}

/// Latent vectors as what an optimizer changes.
private final class Latents: Module {
  let z: Parameter

  init(_ start: Tensor) {
    z = Parameter(start.shape, .constant(0))
    z.assign(start)
  }

  var children: [Child] { [.parameter("z", z)] }
}

extension Tensor {
  /// The tensor `count` times, one after another along the first axis.
  fileprivate func repeated(_ count: Int) -> Tensor {
    count == 1 ? self : concatenate([Tensor](repeating: self, count: count), axis: 0)
  }

  /// Some rows, in the order given.
  fileprivate func rows(_ rows: [Int]) -> Tensor {
    gathered(IntTensor(rows), axis: 0)
  }
}
