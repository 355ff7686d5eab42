import Foundation
import Layers
import Tensors
import Testing

/// The reference figures of a network, computed with PyTorch in double precision, among the fixtures
/// of a test target.
public struct NetworkReference: Sendable {
  /// The network's name: `dcgan.generator`, `small.dcgan.generator`.
  public let name: String
  private let folder: URL?

  /// A line of `tensors.tsv`: the published name and shape, and how the tensor is filled.
  public struct TensorEntry: Sendable {
    /// The published name.
    public let name: String
    /// The published shape.
    public let shape: [Int]
    /// What it is, such as `bias` or `spectral`.
    public let kind: String
    /// What is filled in is within `bound` of it.
    public let base: Float
    /// How far what is filled in is from `base` at most.
    public let bound: Float
  }

  /// Creates the reference of a network whose files lie in the folder `Fixtures` of a bundle.
  public init(_ name: String, in bundle: Bundle) {
    self.name = name
    folder = bundle.resourceURL?.appending(path: "Fixtures")
  }

  /// Creates the reference of a network among the fixtures of another test target, such as
  /// `DCGANTests`.
  public init(_ name: String, of target: String, tests file: String = #filePath) {
    self.name = name
    folder = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "\(target)/Fixtures")
  }

  /// The place of one of its files, such as `forward.safetensors`.
  public func url(_ file: String) throws -> URL {
    try #require(folder).appending(path: "\(name).\(file)")
  }

  /// What its entries of `tensors.tsv` say, but for the counters.
  public func entries() throws -> [TensorEntry] {
    try String(contentsOf: url("tensors.tsv"), encoding: .utf8).split(separator: "\n").dropFirst()
      .map { line in
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        return TensorEntry(
          name: fields[0], shape: fields[1].split(separator: ",").compactMap { Int($0) },
          kind: fields[2], base: try #require(Float(fields[3])),
          bound: try #require(Float(fields[4])))
      }
      .filter { $0.kind != "count" }
  }

  /// Fills a network with the reference weights; the vectors of spectral normalization, which follow
  /// from no rule, are those of `forward.safetensors`.
  public func fill(_ network: some Module) throws {
    let state = Dictionary(uniqueKeysWithValues: network.state.map { ($0.path, $0.entry) })
    let entries = try entries()
    #expect(Set(entries.map(\.name)) == Set(state.keys), "the names of \(name)")
    let stored = entries.contains { $0.kind == "spectral" } ? try outputs() : [:]
    for entry in entries {
      let target = try #require(state[entry.name], "\(entry.name) of \(name)")
      let shape = target.layout.publishedShape(target.shape)
      try #require(shape == entry.shape, "\(entry.name): \(shape), not \(entry.shape)")
      if entry.kind == "spectral" {
        target.assign(try #require(stored[entry.name]))
      } else {
        let values = filled(entry.name, shape: shape, base: entry.base, bound: entry.bound)
        target.assign(ours(values, target.layout))
      }
    }
  }

  /// The tensors of `forward.safetensors`, as published.
  public func outputs() throws -> [String: Tensor] {
    try SafetensorsFixture(contentsOf: url("forward.safetensors")).tensors
  }

  private struct Forward: Decodable {
    struct Output: Decodable {
      let shape: [Int]
      let stride: Int?
      let l2: Double
    }

    let outputs: [String: Output]
  }

  /// Expects an output to be the reference's within 1e-4 of the largest element; of large ones every
  /// so many elements are stored, and the norm of all.
  ///
  /// - Parameters:
  ///   - name: The output's name.
  ///   - actual: The output, in the published layout.
  ///   - sourceLocation: Where a failure is shown.
  /// - Throws: Where there is no such output, or its shape is another.
  public func expectOutput(
    _ name: String, _ actual: Tensor, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let forward = try JSONDecoder().decode(
      Forward.self, from: Data(contentsOf: url("forward.json")))
    let output = try #require(
      forward.outputs[name], "the output '\(name)'", sourceLocation: sourceLocation)
    let expected = try #require(try outputs()[name], sourceLocation: sourceLocation).scalars
    try #require(actual.shape == output.shape, sourceLocation: sourceLocation)
    let all = actual.scalars
    let sampled = stride(from: 0, to: all.count, by: output.stride ?? 1).map { all[$0] }
    expectClose(sampled, expected, relative: 1e-4, sourceLocation: sourceLocation)
    let norm = all.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(norm - output.l2) <= 1e-4 * output.l2, sourceLocation: sourceLocation)
  }

  /// The figures of `training.json`.
  public func training() throws -> TrainingReference {
    try JSONDecoder().decode(
      TrainingReference.self, from: Data(contentsOf: url("training.json")))
  }
}

/// A tensor of published axes in ours.
public func ours(_ tensor: Tensor, _ layout: ParameterLayout) -> Tensor {
  guard let axes = layout.publishedAxes else { return tensor }
  return tensor.transposed(axes.indices.map { axis in axes.firstIndex(of: axis) ?? axis })
}

/// A tensor of our axes in the published ones.
public func published(_ tensor: Tensor, as layout: ParameterLayout) -> Tensor {
  layout.publishedAxes.map { tensor.transposed($0) } ?? tensor
}
