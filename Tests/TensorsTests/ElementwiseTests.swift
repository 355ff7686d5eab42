import Foundation
import Kernels
import Support
import Tensors
import Testing

/// Operations on one element against double precision, in every instruction set.
///
/// The instruction set is the process's, so these run one after the other.
@Suite struct ElementwiseTests {
  /// An operation, its plain reference and the operands it is tried on: `base ± bound`.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var base: Float = 0
    var bound: Float = 4
    /// The error allowed in units in the last place of the exact result.
    var ulps: Double = 3
    /// The error allowed for results below it: of cancelled sums.
    var floor: Double = 0
    let operation: @Sendable (Tensor) -> Tensor
    let reference: @Sendable (Double) -> Double

    init(
      _ name: String, base: Float = 0, bound: Float = 4, ulps: Double = 3, floor: Double = 0,
      _ operation: @escaping @Sendable (Tensor) -> Tensor,
      _ reference: @escaping @Sendable (Double) -> Double
    ) {
      testDescription = name
      self.base = base
      self.bound = bound
      self.ulps = ulps
      self.floor = floor
      self.operation = operation
      self.reference = reference
    }
  }

  static let cases = [
    Case("negation", ulps: 0.6, { -$0 }, { -$0 }),
    Case("exp", bound: 80, { $0.exp() }, { exp($0) }),
    Case("log", base: 50, bound: 49.99, { $0.log() }, { log($0) }),
    Case("log near 1", base: 1, bound: 0.3, { $0.log() }, { log($0) }),
    Case("square root", base: 3, bound: 2.99, ulps: 1, { $0.sqrt() }, { $0.squareRoot() }),
    Case("square", ulps: 1, { $0.square() }, { $0 * $0 }),
    Case("absolute value", ulps: 0.6, { $0.abs() }, { abs($0) }),
    Case("tanh", { $0.tanh() }, { tanh($0) }),
    Case("tanh near 0", bound: 0.7, { $0.tanh() }, { tanh($0) }),
    Case("sigmoid", bound: 20, ulps: 4, { $0.sigmoid() }, { 1 / (1 + exp(-$0)) }),
    Case("erf", { $0.erf() }, { erf($0) }),
    Case("erf near 0", bound: 1, { $0.erf() }, { erf($0) }),
    Case(
      "GELU", ulps: 4, floor: 6e-7, { $0.gelu() },
      { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) }),
    Case("ReLU", ulps: 0.6, { $0.relu() }, { max($0, 0) }),
    Case("leaky ReLU", ulps: 1, { $0.leakyReLU(slope: 0.25) }, { $0 < 0 ? $0 / 4 : $0 }),
    Case(
      "clamping", ulps: 0.6, { $0.clamped(min: -1, max: 2.5) }, { min(max($0, -1), 2.5) }),
    Case("a power", base: 3, bound: 2.9, { $0.pow(-1.5) }, { pow($0, -1.5) }),
  ]

  @Test("values are right to the last places", arguments: cases, InstructionSet.available)
  func values(_ entry: Case, set: InstructionSet) {
    let x = filled("x", shape: [10_007], base: entry.base, bound: entry.bound)
    let y = set.using { entry.operation(x) }.scalars
    let worst =
      zip(x.scalars, y).map { x, y -> Double in
        let exact = entry.reference(Double(x))
        let error = max(0, abs(Double(y) - exact) - entry.floor)
        return error / Double(Float(exact).ulp)
      }.max() ?? 0
    #expect(worst <= entry.ulps)
  }

  @Test("R2: gradients agree with differences", arguments: cases, InstructionSet.available)
  func gradients(_ entry: Case, set: InstructionSet) {
    let x = filled("x", shape: [3, 7], base: entry.base, bound: min(entry.bound, 3))
    set.using {
      checkGradients(at: [x], step: 1e-3) { entry.operation($0[0]) }
    }
  }

  @Test("infinities, zeros and NaN come out as in C", arguments: InstructionSet.available)
  func special(set: InstructionSet) {
    set.using {
      let x = Tensor([-.infinity, -200, -0.0, 0, 200, .infinity, .nan, 0x1p-140], shape: [8])
      #expect(x.exp().scalars.prefix(6) == [0, 0, 1, 1, .infinity, .infinity])
      #expect(x.log().scalars[2...5] == [-.infinity, -.infinity, Float(log(200.0)), .infinity])
      #expect(abs(x.log().scalars[7] + 97.04061) < 1e-4)
      #expect(x.tanh().scalars.prefix(6) == [-1, -1, 0, 0, 1, 1])
      #expect(x.sigmoid().scalars.prefix(6) == [0, 0, 0.5, 0.5, 1, 1])
      #expect(x.erf().scalars.prefix(6) == [-1, -1, 0, 0, 1, 1])
      #expect(x.relu().scalars.prefix(6) == [0, 0, 0, 0, 200, .infinity])
      for y in [x.exp(), x.log(), x.tanh(), x.sigmoid(), x.erf(), x.gelu(), x.relu(), x.sqrt()] {
        #expect(y.scalars[6].isNaN)
      }
      #expect(x.max().item().isNaN && Tensor.maximum(x, Tensor(0)).scalars[6].isNaN)
    }
  }

  @Test("an empty tensor stays empty")
  func empty() {
    let x = Tensor.zeros([0, 3])
    #expect(x.exp().shape == [0, 3])
    #expect((x + 1).shape == [0, 3])
    #expect(x.softmax().shape == [0, 3])
    #expect(x.sum().item() == 0)
    #expect(x.transposed().shape == [3, 0])
    #expect(concatenate([x, .ones([1, 3])], axis: 0).scalars == [1, 1, 1])
  }
}
