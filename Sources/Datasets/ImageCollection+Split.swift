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
  ///   - share: The share of the pictures that validate, in 0…1; unless it is 0 or 1, each part gets
  ///     one of two or more pictures, and one alone is to train with.
  ///   - seed: Equal seeds give equal parts.
  /// - Returns: The two parts, each in the order of the collection.
  public func split(
    validationShare share: Double, seed: UInt64
  ) -> (training: ImageSubset, validation: ImageSubset) {
    let parts = randomParts(of: count, validationShare: share, seed: seed)
    return (subset(parts.training), subset(parts.validation))
  }

  /// A random part of each class for validation.
  ///
  /// - Parameters:
  ///   - share: The share of each class that validates, in 0…1; unless it is 0 or 1, a class of two
  ///     or more pictures is in both parts, and one picture alone is to train with.
  ///   - seed: Equal seeds give equal parts.
  /// - Returns: The two parts, each in the order of the collection.
  public func stratifiedSplit(
    validationShare share: Double, seed: UInt64
  ) -> (training: ImageSubset, validation: ImageSubset) {
    let parts = stratifiedParts(
      of: labels, classCount: classNames.count, validationShare: share, seed: seed)
    return (subset(parts.training), subset(parts.validation))
  }
}
