import Files
import Images
import Kernels

/// Some pictures of a collection.
public struct ImageSubset: ImageCollection {
  /// The whole.
  public let base: any ImageCollection
  /// The pictures of the whole that are in.
  public let indices: [Int]

  /// Creates a subset.
  ///
  /// - Parameters:
  ///   - base: The whole.
  ///   - indices: The pictures that are in, in their order.
  public init(_ base: any ImageCollection, indices: [Int]) {
    for index in indices where !(0..<base.count ~= index) {
      trap("subset: no picture \(index) in a collection of \(base.count)")
    }
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }
  public var classNames: [String] { base.classNames }
  public func label(at index: Int) -> Int { base.label(at: indices[index]) }
  public func image(at index: Int) throws -> Image { try base.image(at: indices[index]) }
  public func name(at index: Int) -> String { base.name(at: indices[index]) }
  public var strays: [SkippedSample] { base.strays }

  public var fingerprint: String {
    sha256(of: "\(base.fingerprint) \(indices)".utf8)
  }
}
