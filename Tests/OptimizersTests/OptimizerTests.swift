import Foundation
import Layers
import Optimizers
import Support
import Tensors
import Testing

@Suite struct OptimizerTests {
  private struct Fixture: Decodable {
    struct Trace: Decodable {
      let optimiser: String
      let values: [[Float]]
      enum CodingKeys: String, CodingKey {
        case optimiser
        case values = "after each step"
      }
    }
    struct Schedule: Decodable { let values: [Double] }
    let optimisers: [Trace]
    let schedule: Schedule
    enum CodingKeys: String, CodingKey {
      case optimisers
      case schedule = "poly schedule"
    }
  }

  private static func fixture() throws -> Fixture {
    let url = try #require(
      Bundle.module.url(forResource: "optimisers", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
  }

  /// The optimizers of the fixture by their names there.
  private static func optimizer(_ name: String, _ model: Scalars) -> (any Optimizer)? {
    switch name {
    case "SGD 0.1": SGD(model, learningRate: 0.1)
    case "SGD 0.1 momentum 0.9": SGD(model, learningRate: 0.1, momentum: 0.9)
    case "SGD 0.1 momentum 0.9 weight decay 0.01":
      SGD(model, learningRate: 0.1, momentum: 0.9, weightDecay: 0.01)
    case "SGD 0.1 momentum 0.9 Nesterov weight decay 0.01":
      SGD(model, learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01)
    case "Adam 0.01": Adam(model, learningRate: 0.01)
    case "Adam 0.01 betas 0, 0.9": Adam(model, learningRate: 0.01, betas: (0, 0.9))
    case "Adam 0.01 betas 0.5, 0.999 weight decay 0.1":
      Adam(model, learningRate: 0.01, betas: (0.5, 0.999), weightDecay: 0.1)
    case "AdamW 0.01 weight decay 0.1": AdamW(model, learningRate: 0.01, weightDecay: 0.1)
    default: nil
    }
  }

  @Test("R2: five steps of each optimizer equal PyTorch's")
  func traces() throws {
    let traces = try Self.fixture().optimisers
    #expect(traces.count == 8)
    for trace in traces {
      let model = Scalars(filled("optim.p", shape: [6]))
      var optimizer = try #require(Self.optimizer(trace.optimiser, model))
      for (step, expected) in trace.values.enumerated() {
        optimizer.step(model.gradients(filled("optim.g\(step + 1)", shape: [6])))
        expectClose(model.p.value.scalars, expected, relative: 1e-6)
      }
    }
  }

  @Test("an optimizer continues from its state to the bit")
  func state() throws {
    for trace in try Self.fixture().optimisers {
      let model = Scalars(filled("optim.p", shape: [6]))
      let other = Scalars(filled("optim.p", shape: [6]))
      var optimizer = try #require(Self.optimizer(trace.optimiser, model))
      for step in 1...5 {
        let gradient = filled("optim.g\(step)", shape: [6])
        if step == 3 { other.p.assign(Tensor(model.p.value.scalars, shape: [6])) }
        guard step >= 3 else {
          optimizer.step(model.gradients(gradient))
          continue
        }
        var resumed = try #require(Self.optimizer(trace.optimiser, other))
        resumed.state = optimizer.state
        optimizer.step(model.gradients(gradient))
        resumed.step(other.gradients(gradient))
        #expect(model.p.value.scalars == other.p.value.scalars)
      }
    }
  }

  @Test("a frozen parameter stays as it is, and a rate factor of 0 stops the step")
  func frozen() {
    let model = Scalars(filled("p", shape: [3]))
    var optimizer = SGD(model, learningRate: 1)
    model.freeze()
    optimizer.step(model.gradients(.ones([3])))
    #expect(model.p.value.scalars == filled("p", shape: [3]).scalars)
    model.unfreeze()
    optimizer.rateFactor = 0
    optimizer.step(model.gradients(.ones([3])))
    #expect(model.p.value.scalars == filled("p", shape: [3]).scalars)
    optimizer.rateFactor = 1
    optimizer.step(model.gradients(.ones([3])))
    expectClose(model.p.value.scalars, filled("p", shape: [3]).scalars.map { $0 - 1 })
  }

  @Test("the polynomial schedule equals the reference")
  func polynomial() throws {
    let schedule = Polynomial(stepCount: 30, power: 0.9)
    for (step, expected) in try Self.fixture().schedule.values.enumerated() {
      #expect(abs(schedule.factor(at: step) - expected) < 1e-8)
    }
  }

  @Test("schedules pass through their corners")
  func corners() {
    let step = StepSchedule(every: 10)
    #expect([0, 9, 10, 20].map(step.factor) == [1, 1, 0.1, 0.1 * 0.1])
    let multi = MultiStep(at: [3, 5], decay: 0.5)
    #expect([0, 2, 3, 4, 5, 9].map(multi.factor) == [1, 1, 0.5, 0.5, 0.25, 0.25])
    let cosine = Cosine(stepCount: 10, end: 0.2)
    #expect(cosine.factor(at: 0) == 1)
    #expect(abs(cosine.factor(at: 5) - 0.6) < 1e-12)
    #expect(abs(cosine.factor(at: 10) - 0.2) < 1e-12 && cosine.factor(at: 50) < 0.21)
    let cycle = OneCycle(stepCount: 101, riseShare: 0.3)
    #expect(abs(cycle.factor(at: 0) - 0.04) < 1e-12)
    #expect((0...100).map(cycle.factor).max().map { abs($0 - 1) < 1e-2 } == true)
    #expect(abs(cycle.factor(at: 100) - 4e-6) < 1e-12)
    let warm = WarmUp(stepCount: 4, then: Lambda { 1 / Double(1 + $0) })
    #expect([0, 1, 2, 3, 4, 5].map(warm.factor) == [0, 0.25, 0.5, 0.75, 1, 0.5])
  }

  @Test("clipping bounds the norm, or each element")
  func clipping() {
    let model = Scalars(.zeros([2]))
    var gradients = model.gradients(Tensor([3, -4], shape: [2]))
    #expect(gradients.clip(toNorm: 1) == 5)
    #expect(abs(gradients.norm - 1) < 1e-5)
    gradients = model.gradients(Tensor([3, -4], shape: [2]))
    gradients.clip(toValue: 3.5)
    #expect(gradients[model.p]?.scalars == [3, -3.5])
    gradients.add(model.gradients(Tensor([1, 2], shape: [2])))
    gradients.scale(by: 0.5)
    #expect(gradients[model.p]?.scalars == [2, -0.75])
  }
}
