import Foundation
import Layers
import Support
import Tensors
import Testing
import VGG

/// The reference figures of a network, computed with PyTorch in double precision.
struct Parity {
  struct Loss: Decodable {
    let value: Double
    let float32: Double
  }

  struct Gradient: Decodable {
    let l2: Double
    let max: Double
    let at: [Int]
    let values: [Double]
    let float32: Double
  }

  struct Change: Decodable {
    let at: [Int]
    let change: [Double]
    let after: [Double]
    let changeNorm: Double
    let float32: Double
    enum CodingKeys: String, CodingKey {
      case at, change, after, float32
      case changeNorm = "change_l2"
    }
  }

  struct Training: Decodable {
    let losses: [String: Loss]
    let gradients: [String: Gradient]
    let parameters: [String: Change]
  }

  /// The folder's name of the network: `vgg16`, `small.vgg16`.
  let name: String

  private func url(_ file: String) throws -> URL {
    guard
      let url = Bundle.module.url(
        forResource: "\(name).\(file)", withExtension: nil, subdirectory: "Fixtures")
    else { throw CocoaError(.fileNoSuchFile) }
    return url
  }

  func path(_ file: String) throws -> String { try url(file).path }

  func training() throws -> Training {
    try JSONDecoder().decode(Training.self, from: Data(contentsOf: url("training.json")))
  }

  /// Name, published shape, base and bound of every tensor, in the published order.
  func tensors() throws -> [(name: String, shape: [Int], base: Float, bound: Float)] {
    try String(contentsOf: url("tensors.tsv"), encoding: .utf8).split(separator: "\n").dropFirst()
      .map { line in
        let fields = line.split(separator: "\t").map(String.init)
        let shape = fields[1].split(separator: ",").compactMap { Int($0) }
        return (fields[0], shape, Float(fields[3]) ?? .nan, Float(fields[4]) ?? .nan)
      }
  }

  /// Fills a network with the reference weights.
  func fill(_ network: some Module) throws {
    let state = Dictionary(uniqueKeysWithValues: network.state.map { ($0.path, $0.entry) })
    for (name, listed, base, bound) in try tensors() {
      guard let entry = state[name] else { continue }
      // A head for other classes has its own shape and bound, by the same rules.
      let shape = entry.layout.publishedShape(entry.shape)
      try #require(shape.dropFirst() == listed.dropFirst(), "\(name): \(shape), not \(listed)")
      entry.assign(
        fromPublished(filled(name, shape: shape, base: base, bound: bound), entry.layout))
    }
  }
}

/// A tensor of published axes in ours.
func fromPublished(_ tensor: Tensor, _ layout: ParameterLayout) -> Tensor {
  guard let axes = layout.publishedAxes else { return tensor }
  return tensor.transposed(axes.indices.map { axis in axes.firstIndex(of: axis) ?? axis })
}

/// A tensor of our axes in the published ones.
func published(_ tensor: Tensor, _ layout: ParameterLayout) -> Tensor {
  layout.publishedAxes.map { tensor.transposed($0) } ?? tensor
}

/// The reference pictures, `[2, side, side, 3]`.
func referenceImages(side: Int) -> Tensor {
  filled("input.x", shape: [2, 3, side, side]).transposed([0, 2, 3, 1])
}
