import Files
import Kernels
import Tokenizers

/// Some texts of a collection.
public struct TextSubset: TextCollection {
  /// The whole.
  public let base: any TextCollection
  /// The texts of the whole that are in.
  public let indices: [Int]

  /// Creates a subset.
  ///
  /// - Parameters:
  ///   - base: The whole.
  ///   - indices: The texts that are in, in their order.
  public init(_ base: any TextCollection, indices: [Int]) {
    for index in indices where !(0..<base.count ~= index) {
      trap("subset: no text \(index) in a collection of \(base.count)")
    }
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }
  public var classNames: [String] { base.classNames }
  public func label(at index: Int) -> Int { base.label(at: indices[index]) }
  public func text(at index: Int) throws -> String { try base.text(at: indices[index]) }
  public func repairedText(at index: Int) throws -> RepairedText {
    try base.repairedText(at: indices[index])
  }
  public func name(at index: Int) -> String { base.name(at: indices[index]) }
  public var strays: [SkippedSample] { base.strays }

  public var fingerprint: String {
    sha256(of: "\(base.fingerprint) \(indices)".utf8)
  }
}
