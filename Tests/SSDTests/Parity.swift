import Datasets
import Foundation
import Images
import Layers
import Support
import Tensors
import Testing

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
    let targets: [[[Float]]]
    let losses: [String: Loss]
    let gradients: [String: Gradient]
    let parameters: [String: Change]
  }

  /// The folder's name of the network: `ssd300`, `small.ssd300`.
  let name: String

  func path(_ file: String) throws -> String { try fixture("\(name).\(file)").path }

  func training() throws -> Training {
    try JSONDecoder().decode(
      Training.self, from: Data(contentsOf: fixture("\(name).training.json")))
  }

  /// Name, published shape, base and bound of every tensor, in the published order.
  func tensors() throws -> [(name: String, shape: [Int], base: Float, bound: Float)] {
    try String(contentsOf: fixture("\(name).tensors.tsv"), encoding: .utf8).split(separator: "\n")
      .dropFirst().map { line in
        let fields = line.split(separator: "\t").map(String.init)
        let shape = fields[1].split(separator: ",").compactMap { Int($0) }
        return (fields[0], shape, Float(fields[3]) ?? .nan, Float(fields[4]) ?? .nan)
      }
  }

  /// Fills a network with the reference weights.
  func fill(_ network: some Module) throws {
    let state = Dictionary(uniqueKeysWithValues: network.state.map { ($0.path, $0.entry) })
    for (name, shape, base, bound) in try tensors() {
      let entry = try #require(state[name])
      try #require(entry.layout.publishedShape(entry.shape) == shape)
      entry.assign(
        fromPublished(filled(name, shape: shape, base: base, bound: bound), entry.layout))
    }
  }
}

/// A file of the test's fixtures.
func fixture(_ name: String) throws -> URL {
  try #require(
    Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Fixtures"))
}

/// Objects from rows of edges and class.
func objects(_ rows: [[[Float]]]) -> [[GroundTruthBox]] {
  rows.map { rows in
    rows.map { row in
      GroundTruthBox(
        box: Box(xMin: row[0], yMin: row[1], xMax: row[2], yMax: row[3]), label: Int(row[4]))
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

/// The reference pictures, `[count, 300, 300, 3]`.
func referenceImages(count: Int) -> Tensor {
  filled("input.x", shape: [count, 3, 300, 300]).transposed([0, 2, 3, 1])
}

/// The tensors of a network as a published checkpoint holds them.
func publishedTensors(of network: some Module) -> [(name: String, tensor: Tensor)] {
  network.state.map { ($0.path, published($0.entry.value, $0.entry.layout)) }
}
