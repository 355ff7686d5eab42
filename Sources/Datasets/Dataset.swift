import Tensors

/// Samples by index: a value that any number of workers read at once.
public protocol Dataset: Sendable {
  /// What a sample is.
  associatedtype Sample: Sendable

  /// The number of samples.
  var count: Int { get }

  /// One sample.
  ///
  /// - Parameters:
  ///   - index: Which one, in `0..<count`.
  ///   - random: The sample's own generator, seeded from (seed, epoch, index).
  /// - Returns: The sample; the same for equal generators.
  /// - Throws: What makes this sample unusable; the others are not touched by it.
  func sample(at index: Int, random: inout Random) throws -> Sample

  /// What messages call a sample, such as its file.
  func name(of index: Int) -> String
}

extension Dataset {
  public func name(of index: Int) -> String { "sample \(index)" }
}
