import Layers
import Support
import Tensors
import Testing

/// A linear layer followed by another that shares its weights.
private final class Tied: Layer {
  let first = Linear(3, 3)
  let second = Linear(3, 3, bias: false)
  var children: [Child] {
    [.module("first", first), .parameter("second.weight", first.weight)]
  }
  func callAsFunction(_ x: Tensor) -> Tensor {
    first(x).linear(weight: first.weight.value, bias: nil)
  }
}

@Suite struct ModuleTests {
  @Test("paths follow the nesting")
  func paths() {
    let model = Sequential {
      Conv2d(3, 4, kernelSize: 3)
      BatchNorm2d(4)
      ReLU()
      Sequential { Linear(4, 2, bias: false) }
    }
    #expect(
      model.state.map(\.path) == [
        "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "3.0.weight",
      ])
    #expect(model.parameterCount == 3 * 3 * 3 * 4 + 4 + 8 + 8)
  }

  @Test("equal seeds give equal parameters, whatever is read first")
  func seeds() {
    let a = withSeed(5) {
      Sequential {
        Linear(4, 3); Linear(3, 2)
      }
    }
    let b = withSeed(5) {
      Sequential {
        Linear(4, 3); Linear(3, 2)
      }
    }
    let last = b.parameters.reversed().map { $0.parameter.value.scalars }
    #expect(a.parameters.map { $0.parameter.value.scalars } == last.reversed())
    #expect(Set(last.joined()).count == 4 * 3 + 3 + 3 * 2 + 2)
  }

  @Test("frozen parameters get no gradient")
  func frozen() {
    let model = Sequential {
      Linear(4, 3); Tanh(); Linear(3, 2)
    }
    model[0].freeze()
    let x = filled("x", shape: [5, 4])
    let (_, gradients) = model.valueAndGradients { $0(x).square().sum() }
    let found = model.parameters.map { gradients[$0.parameter] != nil }
    #expect(found == [false, false, true, true])
  }

  @Test("a shared parameter gathers both gradients and counts once")
  func shared() {
    let model = Tied()
    #expect(model.parameterCount == 12)
    let x = filled("x", shape: [2, 3])
    let w = model.first.weight.value
    let b = filled("b", shape: [3])
    model.first.bias?.assign(b)
    let (_, gradients) = model.valueAndGradients { $0(x).sum() }
    let (_, expected) = valueAndGradients(at: [w]) {
      x.linear(weight: $0[0], bias: b).linear(weight: $0[0], bias: nil).sum()
    }
    expectClose(gradients[model.first.weight] ?? Tensor(0), expected[0])
  }

  @Test("gradients add, scale and clip")
  func arithmetic() {
    let model = Linear(3, 2, bias: false)
    let x = filled("x", shape: [4, 3])
    let (_, first) = model.valueAndGradients { $0(x).square().sum() }
    var sum = first
    sum.add(first)
    sum.scale(by: 0.5)
    expectClose(sum[model.weight] ?? Tensor(0), first[model.weight] ?? Tensor(0))
    let norm = sum.norm
    #expect(sum.clip(toNorm: norm / 4) == norm)
    #expect(abs(sum.norm / norm - 0.25) < 1e-5)
  }

  @Test("an input's gradient comes with the parameters'")
  func inputs() {
    let model = Linear(3, 2)
    let x = filled("x", shape: [4, 3])
    let (_, gradients, atInputs) = model.valueAndGradients(at: [x]) { model, inputs in
      model(inputs[0]).sum()
    }
    #expect(atInputs[0].shape == [4, 3])
    #expect(gradients[model.weight]?.shape == [2, 3])
  }
}
