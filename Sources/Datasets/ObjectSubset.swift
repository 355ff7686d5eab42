import Files
import Images
import Kernels

/// Some pictures of a collection with boxes.
public struct ObjectSubset: ObjectCollection {
  /// The whole.
  public let base: any ObjectCollection
  /// The pictures of the whole that are in.
  public let indices: [Int]

  /// Creates a subset.
  ///
  /// - Parameters:
  ///   - base: The whole.
  ///   - indices: The pictures that are in, in their order.
  public init(_ base: any ObjectCollection, indices: [Int]) {
    for index in indices where !(0..<base.count ~= index) {
      trap("subset: no picture \(index) in a collection of \(base.count)")
    }
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }
  public var classNames: [String] { base.classNames }
  public func image(at index: Int) throws -> Image { try base.image(at: indices[index]) }
  public func objects(at index: Int) -> [ObjectAnnotation] { base.objects(at: indices[index]) }
  public func size(at index: Int) -> (width: Int, height: Int) { base.size(at: indices[index]) }
  public func name(at index: Int) -> String { base.name(at: indices[index]) }
  public var strays: [SkippedSample] { base.strays }
  public var fingerprint: String { sha256(of: "\(base.fingerprint) \(indices)".utf8) }
}

extension ObjectCollection {
  /// The pictures at some indices.
  public func subset(_ indices: [Int]) -> ObjectSubset { ObjectSubset(self, indices: indices) }

  /// A random part for validation.
  ///
  /// - Parameters:
  ///   - share: The share of the pictures that validate, in 0…1; unless it is 0 or 1, each part gets
  ///     one of two or more pictures, and one alone is to train with.
  ///   - seed: Equal seeds give equal parts.
  /// - Returns: The two parts, each in the order of the collection.
  public func split(
    validationShare share: Double, seed: UInt64
  ) -> (training: ObjectSubset, validation: ObjectSubset) {
    let parts = randomParts(of: count, validationShare: share, seed: seed)
    return (subset(parts.training), subset(parts.validation))
  }
}
