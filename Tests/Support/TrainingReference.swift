import Foundation
import Layers
import Tensors
import Testing

/// The figures of three steps of training, computed with PyTorch in double precision.
///
/// `float32` is how far PyTorch's own single precision is from them.
public struct TrainingReference: Decodable, Sendable {
  /// A loss.
  public struct Loss: Decodable, Sendable {
    let value: Double
    let float32: Double
  }

  /// Some elements of a gradient or a buffer.
  public struct Sample: Decodable, Sendable {
    let l2: Double
    let max: Double
    let at: [Int]
    let values: [Double]
    let float32: Double
  }

  /// Some elements of a parameter after the three steps, and how they changed.
  public struct Change: Decodable, Sendable {
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

  /// The losses by name.
  public let losses: [String: Loss]
  /// The gradients of the first step, by path.
  public let gradients: [String: Sample]
  /// The buffers after the first step, by path.
  public let buffers: [String: Sample]?
  /// The parameters after the third step, by path.
  public let parameters: [String: Change]

  /// Expects a loss to be the reference's.
  ///
  /// - Parameters:
  ///   - name: The name of the loss.
  ///   - actual: The loss.
  ///   - slack: How many times further from it than PyTorch's single precision it may be.
  ///   - sourceLocation: Where a failure is shown.
  /// - Throws: Where there is no such loss.
  public func expectLoss(
    _ name: String, _ actual: Float, slack: Double = 20,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let reference = try #require(losses[name], "the loss '\(name)'", sourceLocation: sourceLocation)
    let limit = max(1e-4 * max(1, abs(reference.value)), slack * reference.float32)
    #expect(
      abs(Double(actual) - reference.value) <= limit,
      "\(name): \(actual), not \(reference.value)", sourceLocation: sourceLocation)
  }

  /// Expects the gradients of every parameter of a module to be the reference's: those without
  /// figures are frozen or reach no loss, and have none.
  ///
  /// Every figure under the prefix is compared.
  ///
  /// - Parameters:
  ///   - gradients: The gradients.
  ///   - module: The module.
  ///   - prefix: What the reference's paths begin with.
  ///   - tolerance: The difference allowed, of the largest element and of the norm.
  ///   - sourceLocation: Where a failure is shown.
  /// - Throws: Where only one of the two has a gradient.
  public func expectGradients(
    _ gradients: Gradients, of module: some Module, prefix: String = "", tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var compared = Set<String>()
    for (path, parameter) in module.parameters {
      let name = prefix + path
      if self.gradients[name] == nil, gradients[parameter] == nil { continue }
      compared.insert(name)
      let reference = try #require(
        self.gradients[name], "the gradient of \(name)", sourceLocation: sourceLocation)
      let gradient = try #require(
        gradients[parameter], "\(name) has no gradient", sourceLocation: sourceLocation)
      expect(
        published(gradient, as: parameter.layout), reference, name, tolerance, sourceLocation)
    }
    expectAll(self.gradients.keys, prefix, compared, "gradients", sourceLocation)
  }

  /// Expects the buffers of a module to be the reference's, every figure under the prefix compared.
  public func expectBuffers(
    of module: some Module, prefix: String = "", tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var compared = Set<String>()
    for (path, entry) in module.state {
      guard case .buffer(let buffer) = entry else { continue }
      let name = prefix + path
      compared.insert(name)
      let reference = try #require(
        buffers?[name], "the buffer \(name)", sourceLocation: sourceLocation)
      expect(buffer.value, reference, name, tolerance, sourceLocation)
    }
    expectAll((buffers ?? [:]).keys, prefix, compared, "buffers", sourceLocation)
  }

  /// Expects the parameters of a module to have changed as the reference's: those without figures
  /// not at all.
  ///
  /// Every figure under the prefix is compared.
  ///
  /// - Parameters:
  ///   - before: The published elements of each parameter before the steps, by path.
  ///   - module: The module.
  ///   - prefix: What the reference's paths begin with.
  ///   - tolerance: The difference allowed, of the norm of the change.
  ///   - outlierShare: The share of elements that may be further off.
  ///   - sourceLocation: Where a failure is shown.
  /// - Throws: Where `before` lacks a parameter.
  public func expectChanges(
    from before: [String: [Float]], of module: some Module, prefix: String = "",
    tolerance: Double, outlierShare: Double = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var count = 0
    var outliers: [String] = []
    var compared = Set<String>()
    for (path, parameter) in module.parameters {
      let name = prefix + path
      let start = try #require(before[path], sourceLocation: sourceLocation)
      let after = published(parameter.value, as: parameter.layout).scalars
      guard let reference = parameters[name] else {
        #expect(after == start, "\(name) has no figures", sourceLocation: sourceLocation)
        continue
      }
      compared.insert(name)
      for (position, index) in reference.at.enumerated() {
        let change = Double(after[index]) - Double(start[index])
        let rounding = 3 * 0x1p-23 * abs(reference.after[position])
        let limit = max(
          tolerance * reference.changeNorm, 20 * reference.float32, rounding)
        count += 1
        if !(abs(change - reference.change[position]) <= limit) {
          outliers.append("\(name)[\(index)]: \(change), not \(reference.change[position])")
        }
      }
    }
    #expect(
      Double(outliers.count) <= outlierShare * Double(count),
      "of \(count) elements \(outliers.count) are off: \(outliers.prefix(8))",
      sourceLocation: sourceLocation)
    expectAll(parameters.keys, prefix, compared, "parameters", sourceLocation)
  }

  /// Expects every name of the reference under a prefix to be among those that were compared.
  private func expectAll(
    _ names: some Sequence<String>, _ prefix: String, _ compared: Set<String>, _ kind: String,
    _ sourceLocation: SourceLocation
  ) {
    let missed = names.filter { $0.hasPrefix(prefix) && !compared.contains($0) }.sorted()
    #expect(missed.isEmpty, "\(kind) that were not compared", sourceLocation: sourceLocation)
  }

  private func expect(
    _ actual: Tensor, _ reference: Sample, _ name: String, _ tolerance: Double,
    _ sourceLocation: SourceLocation
  ) {
    let ours = actual.scalars
    let norm = ours.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    // What is 0 but for rounding has no relative error.
    let noise = 20 * reference.float32 * Double(ours.count).squareRoot()
    #expect(
      abs(norm - reference.l2) <= max(tolerance * reference.l2, noise),
      "norm of \(name): \(norm), not \(reference.l2)", sourceLocation: sourceLocation)
    let limit = max(tolerance * reference.max, 20 * reference.float32)
    for (index, value) in zip(reference.at, reference.values) {
      #expect(
        abs(Double(ours[index]) - value) <= limit,
        "\(name)[\(index)]: \(ours[index]), not \(value)",
        sourceLocation: sourceLocation)
    }
  }
}

extension Module {
  /// The elements of each parameter as published, by path.
  public var publishedElements: [String: [Float]] {
    Dictionary(
      uniqueKeysWithValues: parameters.map {
        ($0.path, published($0.parameter.value, as: $0.parameter.layout).scalars)
      })
  }
}
