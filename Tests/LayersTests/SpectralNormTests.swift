import Foundation
import Layers
import Support
import Tensors
import Testing

@Suite struct SpectralNormTests {
  private struct Reference: Decodable {
    struct Gradient: Decodable {
      let at: [Int]
      let values: [Float]
    }
    struct Step: Decodable {
      let sigma: Float
      let gradient: Gradient
    }
    struct Case: Decodable {
      let name: String
      let shape: [Int]
      let steps: [Step]
      let singularValues: [Float]
      enum CodingKeys: String, CodingKey {
        case name, shape, steps
        case singularValues = "largest singular values"
      }
    }
    let cases: [Case]
  }

  @Test(
    "R2: vectors, filters and gradients of four power iterations equal PyTorch's",
    arguments: ["conv", "conv_transpose"])
  func powerIterations(name: String) throws {
    let folder = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
    let reference = try JSONDecoder().decode(
      Reference.self, from: Data(contentsOf: folder.appending(path: "spectral_norm.json")))
    let stored = try SafetensorsFixture(
      contentsOf: folder.appending(path: "spectral_norm.safetensors")
    ).tensors
    let expected = try #require(reference.cases.first { $0.name == name })
    let layer = Normalized(name == "conv", expected.shape)
    layer.weight.assign(
      ours(filled("spectral.\(name).weight", shape: expected.shape), layer.weight.layout))
    let u = filled("spectral.\(name).u", shape: [layer.norm.u.value.count])
    layer.norm.u.value = u / u.dotted(with: u).item().squareRoot()
    let pattern = ours(filled("spectral.\(name).r", shape: expected.shape), layer.weight.layout)
    for (index, step) in expected.steps.enumerated() {
      var filters = Tensor(0)
      let (_, gradients) = layer.valueAndGradients { layer in
        let normalized = layer.norm(layer.weight.value)
        filters = normalized.detached
        return normalized.dotted(with: pattern)
      }
      expectClose(layer.norm.u.value, try #require(stored["\(name).u\(index + 1)"]))
      expectClose(layer.norm.v.value, try #require(stored["\(name).v\(index + 1)"]))
      let sigma = layer.weight.value.scalars[0] / filters.scalars[0]
      expectClose([sigma], [step.sigma])
      let gradient = published(
        try #require(gradients[layer.weight]), as: layer.weight.layout
      ).scalars
      expectClose(step.gradient.at.map { gradient[$0] }, step.gradient.values)
      if index == 3 {
        expectClose(
          published(filters, as: layer.weight.layout),
          try #require(stored["\(name).normalised"]))
      }
    }
    #expect(try #require(expected.steps.last).sigma <= expected.singularValues[0])
  }
}

/// A convolution's filters with their spectral normalization.
private final class Normalized: Module {
  let weight: Parameter
  let norm: SpectralNorm

  init(_ isConvolution: Bool, _ shape: [Int]) {
    if isConvolution {
      let layer = Conv2d(
        shape[1], shape[0], kernelSize: shape[2], isSpectrallyNormalized: true)
      weight = layer.weight
      norm = layer.spectralNorm ?? SpectralNorm(of: layer.weight)
    } else {
      let layer = ConvTranspose2d(
        shape[0], shape[1], kernelSize: shape[2], isSpectrallyNormalized: true)
      weight = layer.weight
      norm = layer.spectralNorm ?? SpectralNorm(of: layer.weight)
    }
  }

  var children: [Child] { [.parameter("weight", weight)] }
}

@Suite struct SpectralLayerTests {
  private func layers() -> (Conv2d, ConvTranspose2d) {
    (
      Conv2d(3, 5, kernelSize: 4, stride: 2, padding: 1, isSpectrallyNormalized: true),
      ConvTranspose2d(3, 5, kernelSize: 4, stride: 2, padding: 1, isSpectrallyNormalized: true)
    )
  }

  @Test("parts have the published names and order")
  func names() {
    let (convolution, transposed) = layers()
    let names = ["bias", "weight_orig", "weight_u", "weight_v"]
    #expect(convolution.state.map(\.path) == names)
    #expect(transposed.state.map(\.path) == names)
    #expect(convolution.state.map { $0.entry.layout.publishedShape($0.entry.shape) }[3] == [48])
    #expect(transposed.parameterCount == 3 * 5 * 16 + 5)
  }

  @Test("the layer's filters begin with a largest singular value close to 1, also after a reset")
  func beginning() throws {
    for _ in 0..<2 {
      let (convolution, _) = withSeed(3) { layers() }
      convolution.resetToNormalWeights()
      let norm = try #require(convolution.spectralNorm)
      let filters = norm(convolution.weight.value)  // in evaluation
      let u = norm.u.value
      let v = Mode.with(.training) { () -> Tensor in
        for _ in 0..<200 { _ = norm(convolution.weight.value) }
        return norm.v.value
      }
      let largest = norm(convolution.weight.value)
      #expect(v.count == 48)
      // The estimate of 15 iterations is at most a little too small.
      let share = largest.scalars[0] / filters.scalars[0]
      #expect(share <= 1.0001 && share > 0.9, "\(share)")
      #expect(u.scalars != norm.u.value.scalars)
    }
  }

  @Test("training improves the vectors, evaluation leaves them, and preparation changes no number")
  func modes() throws {
    let x = filled("x", shape: [2, 6, 6, 3])
    let (convolution, transposed) = layers()
    for layer in [convolution as any NormFolding, transposed] {
      let vectors = layer.state.filter { $0.path != "bias" && $0.path != "weight_orig" }
      func values() -> [[Float]] { vectors.map { $0.entry.value.scalars } }
      let before = values()
      let output = layer(x)
      #expect(values() == before)
      layer.prepareForInference()
      expectClose(layer(x), output)
      let trained = Mode.with(.training) { layer(x) }
      #expect(values() != before)
      // Stale: not used.
      expectClose(layer(x), trained, relative: 1e-4)
      let changed = layer(x)
      layer.prepareForInference(releasingWeights: true)
      expectClose(layer(x), changed)
    }
  }

  @Test("batch normalization behind a transposed convolution is folded into it")
  func folding() {
    let model = Sequential {
      ConvTranspose2d(3, 4, kernelSize: 4, stride: 2, padding: 1, isSpectrallyNormalized: true)
      BatchNorm2d(4)
      LeakyReLU(slope: 0.1)
      ConvTranspose2d(4, 2, kernelSize: 3)
      BatchNorm2d(2)
      ReLU()
    }
    let x = filled("x", shape: [2, 5, 4, 3])
    for (path, entry) in model.state where path.contains("running") {
      entry.assign(filled(path, shape: entry.shape, base: 1, bound: 0.5))
    }
    let output = model(x)
    model.prepareForInference()
    expectClose(model(x), output)
    let first = Mode.with(.training) { model(x) }
    #expect(first.scalars != output.scalars)
    model.prepareForInference()
    let second = model(x)
    model.prepareForInference(releasingWeights: true)
    expectClose(model(x), second)
  }

  @Test("a missing right vector follows from the left one")
  func completion() throws {
    let (convolution, transposed) = layers()
    for layer in [convolution as any NormFolding, transposed] {
      let model = Sequential([layer])
      let v = try #require(model.state.first { $0.path == "0.weight_v" }).entry
      // At a fixed point each vector follows from the other.
      Mode.with(.training) { for _ in 0..<500 { _ = layer(.zeros([1, 4, 4, 3])) } }
      let expected = v.value
      v.assign(.zeros(v.shape))
      model.completeSpectralVectors(["0.weight_u"])
      #expect(v.value.scalars.allSatisfy { $0 == 0 })
      model.completeSpectralVectors(["0.weight_v"])
      expectClose(v.value, expected, relative: 1e-3)
    }
  }
}
