extension ImageCollection {
  /// The first pictures, at most `count`, the classes in turn.
  public func limited(to count: Int) -> any ImageCollection {
    count < self.count ? subset(firstIndices(count)) : self
  }

  /// The indices of the first `count` pictures, the classes in turn, in their order.
  func firstIndices(_ count: Int) -> [Int] {
    var taken = [Int](repeating: 0, count: classNames.count)
    let ranked = labels.enumerated().map { index, label -> (rank: Int, index: Int) in
      taken[label] += 1
      return (taken[label], index)
    }
    return ranked.sorted { $0 < $1 }.prefix(max(0, count)).map(\.index).sorted()
  }
}
