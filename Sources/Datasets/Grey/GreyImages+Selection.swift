extension GreyImages {
  /// The pictures of some classes, whose labels stay as they are.
  ///
  /// - Parameter wanted: Indices into `classNames`: for digits, the digits.
  /// - Returns: Those pictures, in their order.
  public func filtered(labels wanted: some Sequence<Int>) -> GreyImages {
    let wanted = Set(wanted)
    return subset((0..<count).filter { wanted.contains(label(at: $0)) })
  }

  /// The first pictures, at most `count`, the classes in turn.
  public func limited(to count: Int) -> GreyImages {
    count < self.count ? subset(firstIndices(count)) : self
  }

  /// The first pictures of each class, at most `count`.
  public func limited(toEach count: Int) -> GreyImages {
    var taken = [Int](repeating: 0, count: classNames.count)
    return subset(
      (0..<self.count).filter { index in
        taken[label(at: index)] += 1
        return taken[label(at: index)] <= count
      })
  }
}
