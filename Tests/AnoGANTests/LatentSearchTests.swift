import AnoGAN
import DCGAN
import Layers
import Support
import Tensors
import Testing

@Suite("The search in the latent space")
struct LatentSearchTests {
  private let search: LatentSearch

  init() {
    let (generator, discriminator) = withSeed(3) {
      (Generator(latentSize: 6, width: 0.0625), Discriminator(width: 0.0625))
    }
    // The initial weights pass on almost nothing.
    for network in [generator, discriminator] as [any Module] {
      for (path, parameter) in network.parameters where parameter.shape.count == 4 {
        parameter.assign(filled(path, shape: parameter.shape, bound: 0.3))
      }
    }
    search = LatentSearch(
      generator, discriminator, options: LatentSearchOptions(stepCount: 12, learningRate: 0.1))
  }

  private func scorer() -> AnoGANScorer {
    AnoGANScorer(
      search.generator, search.discriminator,
      scoring: AnomalyScoring(search: search.options))
  }

  /// Pictures that the generator can make.
  private func images(_ count: Int) -> Tensor {
    search.generator(filled("truth", shape: [count, 6]))
  }

  private func total(_ result: LatentSearch.Result) -> Double {
    result.scores.reduce(0) { $0 + $1.value }
  }

  @Test("steps bring the scores down")
  func descends() {
    var search = search
    let images = images(3)
    let found = search(images)
    search.options.stepCount = 0
    let start = search(images)
    #expect(total(found) < 0.9 * total(start), "\(total(start)) → \(total(found))")
  }

  @Test("a start at the right place has a score of 0")
  func exact() {
    var search = search
    search.options.stepCount = 0
    let found = search(images(2), from: filled("truth", shape: [2, 6]))
    #expect(found.scores.allSatisfy { $0.value < 1e-2 }, "\(found.scores)")
  }

  @Test("a picture's result does not depend on the others in the batch")
  func independent() {
    let images = images(3)
    let together = search(images)
    for index in 0..<3 {
      let alone = search(images.sliced(axis: 0, range: index..<index + 1))
      expectClose(
        alone.latents, together.latents.sliced(axis: 0, range: index..<index + 1), relative: 1e-3)
    }
  }

  @Test("the best of several starts is kept for each picture")
  func restarts() {
    var search = search
    search.options.restartCount = 3
    let images = images(4)
    let best = search(images, recording: [0])
    // Each start alone.
    let starts = filled("start", shape: [3, 4, 6])
    search.options.restartCount = 1
    let single = (0..<3).map { index in
      search(images, from: starts.sliced(axis: 0, range: index..<index + 1).reshaped([4, 6]))
    }
    let joint = search(images, from: starts.reshaped([12, 6]))
    for picture in 0..<4 {
      let least = single.map { $0.scores[picture].value }.min() ?? .nan
      #expect(abs(joint.scores[picture].value - least) < 1e-3 * least)
    }
    #expect(best.scores.count == 4 && best.latents.shape == [4, 6])
    #expect(best.trajectories.allSatisfy { $0.count == 1 })
    let first = search(images)
    #expect(zip(best.scores, first.scores).allSatisfy { $0.value <= $1.value * 1.001 })
  }

  @Test("more starts than a batch has room for are searched from in parts, with the same result")
  func rounds() {
    var search = search
    search.options.restartCount = 5
    let images = images(2)
    let whole = search(images, recording: [0, 12])
    search.options.batchSize = 4
    let parts = search(images, recording: [0, 12])
    expectClose(parts.latents, whole.latents, relative: 1e-3)
    expectClose(parts.reconstructions, whole.reconstructions, relative: 1e-3)
    for (a, b) in zip(parts.trajectories, whole.trajectories) {
      #expect(a.map(\.step) == b.map(\.step))
      #expect(zip(a, b).allSatisfy { abs($0.score.value - $1.score.value) < 1e-3 * $1.score.value })
    }
    // The best of one part alone is worse for one of the pictures.
    search.options.restartCount = 2
    let first = search(images)
    #expect(zip(parts.scores, first.scores).allSatisfy { $0.value <= $1.value * 1.001 })
    #expect(zip(parts.scores, first.scores).contains { $0.value < 0.999 * $1.value })
  }

  @Test("generator and discriminator stay as they are, running statistics too")
  func frozen() {
    let networks: [any Module] = [search.generator, search.discriminator]
    func state() -> [[Float]] { networks.flatMap { $0.state.map(\.entry.value.scalars) } }
    let images = images(2)
    let before = state()
    _ = Mode.with(.training) { search(images) }
    #expect(state() == before)
  }

  @Test("the way there is recorded where that is wanted")
  func trajectory() {
    let scorer = scorer()
    scorer.momentCount = 5
    let found = scorer.examine(images(3))
    for anomaly in found {
      #expect(anomaly.trajectory.map(\.step) == [0, 3, 6, 9, 12])
      #expect(anomaly.trajectory.last?.score == anomaly.score)
      #expect(anomaly.trajectory[0].reconstruction.shape == [64, 64, 1])
    }
    scorer.momentCount = 0
    #expect(scorer.examine(images(1))[0].trajectory.isEmpty)
  }

  @Test("many pictures are searched for in parts, with the same result")
  func parts() {
    let images = images(5)
    let scorer = scorer()
    let whole = scorer.examine(images)
    scorer.options.restartCount = 1
    scorer.batchSize = 2
    #expect(scorer.options.batchSize == 2 && scorer.batchSize == 2)
    let parts = scorer.examine(images)
    for (a, b) in zip(whole, parts) {
      #expect(abs(a.score.value - b.score.value) < 1e-3 * a.score.value)
    }
    #expect(parts.count == 5)
  }
}
