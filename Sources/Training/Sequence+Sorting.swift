extension Sequence {
  /// The elements by falling key; equal ones stay in order.
  func sortedDescending(by key: (Element) -> Float) -> [Element] {
    enumerated().sorted { a, b in
      let (x, y) = (key(a.element), key(b.element))
      return x > y || (x == y && a.offset < b.offset)
    }
    .map(\.element)
  }
}
