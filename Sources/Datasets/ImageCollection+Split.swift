import Kernels
import Tensors

extension ImageCollection {
  /// The pictures at some indices.
  public func subset(_ indices: [Int]) -> ImageSubset { ImageSubset(self, indices: indices) }

  /// The pictures before an index and those from it on.
  public func split(at index: Int) -> (first: ImageSubset, second: ImageSubset) {
    let index = min(max(index, 0), count)
    return (subset(Array(0..<index)), subset(Array(index..<count)))
  }

  /// A random part for validation, without regard to classes.
  ///
  /// - Parameters:
  ///   - share: The share of the pictures that validate, in 0…1.
  ///   - seed: Equal seeds give equal parts.
  /// - Returns: The two parts, each in the order of the collection.
  public func split(
    validationShare share: Double, seed: UInt64
  ) -> (training: ImageSubset, validation: ImageSubset) {
    guard (0...1).contains(share) else { trap("split: the share \(share) is not in 0...1") }
    var random = Random(seed: seed)
    let order = random.shuffled(Array(0..<count))
    return parts(validation: order.prefix(Int((share * Double(count)).rounded())))
  }

  /// A random part of each class for validation.
  ///
  /// - Parameters:
  ///   - share: The share of each class that validates, in 0…1; a class of two or more pictures
  ///     is in both parts unless the share is 0 or 1.
  ///   - seed: Equal seeds give equal parts.
  /// - Returns: The two parts, each in the order of the collection.
  public func stratifiedSplit(
    validationShare share: Double, seed: UInt64
  ) -> (training: ImageSubset, validation: ImageSubset) {
    let parts = stratifiedParts(
      of: labels, classCount: classNames.count, validationShare: share, seed: seed)
    return (subset(parts.training), subset(parts.validation))
  }

  private func parts(
    validation: ArraySlice<Int>
  ) -> (training: ImageSubset, validation: ImageSubset) {
    let chosen = Set(validation)
    return (
      subset((0..<count).filter { !chosen.contains($0) }), subset(chosen.sorted())
    )
  }
}
