import AnoGAN
import DCGAN
import Foundation
import Layers
import Support
import Tensors
import Testing

@Suite("Scores and latent search equal PyTorch's")
struct LatentSearchParityTests {
  /// The reference figures: `anomaly.json`.
  private struct Pieces: Decodable {
    struct Gradient: Decodable {
      let l2: Double
      let max: Double
      let at: [Int]
      let values: [Double]
    }

    struct Moment: Decodable {
      let steps: Int
      let residual: [Double]
      let feature: [Double]
      let score: [Double]
      let sum: Double
      let gradient: Gradient
      let float32: [String: Double]
    }

    struct Scores: Decodable {
      let residual: [Double]
      let feature: [Double]
      let score: [Double]
    }

    let slow: [Moment]
    let fast: [Moment]
    let efficientgan: Scores

    enum CodingKeys: String, CodingKey {
      case efficientgan
      case slow = "search lr 0.001"
      case fast = "search lr 0.01"
    }
  }

  private let pieces: Pieces
  private let tensors: [String: Tensor]
  private let search: LatentSearch

  init() throws {
    let folder = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
    pieces = try JSONDecoder().decode(
      Pieces.self, from: Data(contentsOf: folder.appending(path: "anomaly.json")))
    tensors = try SafetensorsFixture(
      contentsOf: folder.appending(path: "anomaly.safetensors")
    ).tensors
    let (generator, discriminator) = (Generator(), Discriminator())
    try NetworkReference("dcgan.generator", in: .module).fill(generator)
    try NetworkReference("dcgan.discriminator", in: .module).fill(discriminator)
    search = LatentSearch(generator, discriminator)
  }

  private var images: Tensor { filled("input.x", shape: [5, 64, 64, 1]) }

  @Test("R1: the scores and 20 steps of Adam are the same, at two rates", arguments: [0.001, 0.01])
  func trajectory(rate: Double) throws {
    var search = search
    search.options.learningRate = rate
    search.options.decays = false
    let start = filled("input.z", shape: [5, 20])
    for moment in rate == 0.001 ? pieces.slow : pieces.fast {
      search.options.stepCount = moment.steps
      let found = search(images, from: start)
      let z = try #require(tensors["z.\(rate).\(moment.steps)"])
      // The kinks of the absolute values make small differences grow from step to step.
      let bound = 20 * Float(max(1e-7, moment.float32["z"] ?? 0))
      expectClose(found.latents[0..<4], z[0..<4], relative: bound)
      // Of the fifth picture, an input of a LeakyReLU is 2e-8 of the largest at step 7 of the slow
      // search, and one of a ReLU 3e-8 at step 14, both in double precision: single precision does
      // not decide on which side of 0 they are, which moves a latent number by a part of a step.
      let isUndecided = rate == 0.001 && moment.steps > 7
      expectClose(found.latents[4], z[4], relative: isUndecided ? Float(rate) / 3 : bound)
      check(found.scores.map(\.residual), moment.residual, moment.float32["residual"])
      check(found.scores.map(\.discrimination), moment.feature, moment.float32["feature"])
      check(found.scores.map(\.value), moment.score, moment.float32["score"])
      check([found.scores.reduce(0) { $0 + $1.value }], [moment.sum], moment.float32["score"])
      check(search.gradient(images, at: z), moment.gradient, moment.float32["gradient"])
    }
  }

  @Test("R1: Efficient GAN's scores are the same")
  func efficientScores() throws {
    let networks = EfficientGAN()
    for (network, name) in [
      (networks.generator, "generator"), (networks.discriminator, "discriminator"),
      (networks.encoder, "encoder"),
    ] as [(any Module, String)] {
      try NetworkReference("efficientgan.\(name)", in: .module).fill(network)
    }
    let found = EfficientGANScorer(networks).examine(filled("input.x", shape: [5, 28, 28, 1]))
    check(found.map(\.score.residual), pieces.efficientgan.residual, 1e-6)
    check(found.map(\.score.discrimination), pieces.efficientgan.feature, 1e-6)
    check(found.map(\.score.value), pieces.efficientgan.score, 1e-6)
    expectClose(
      stacked(found.map { Tensor($0.latents, shape: [20]) }),
      try #require(tensors["efficientgan.z"]), relative: 1e-5)
  }

  /// Expects a gradient within a thousandth of its largest element, or 20 times what single precision
  /// costs PyTorch.
  private func check(_ ours: Tensor, _ reference: Pieces.Gradient, _ float32: Double?) {
    let elements = ours.scalars.map(Double.init)
    let share = max(1e-3, 20 * (float32 ?? 0))
    for (index, value) in zip(reference.at, reference.values) {
      #expect(
        abs(elements[index] - value) <= share * reference.max, "\(elements[index]), not \(value)")
    }
    let norm = elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(norm - reference.l2) <= share * reference.l2, "\(norm), not \(reference.l2)")
    let largest = elements.reduce(0) { max($0, abs($1)) }
    #expect(abs(largest - reference.max) <= share * reference.max, "\(largest)")
  }

  /// Expects figures within 20 times what single precision costs PyTorch.
  private func check(_ ours: [Double], _ reference: [Double], _ float32: Double?) {
    #expect(ours.count == reference.count)
    for (ours, value) in zip(ours, reference) {
      #expect(abs(ours - value) <= 20 * max(1e-7, float32 ?? 0) * value, "\(ours), not \(value)")
    }
  }
}
