/// Along one axis, the two stored pixels that each pixel of a resized window lies between.
struct WindowTaps {
  /// The first stored pixel, −1 for the margin.
  let first: [Int]
  /// The second stored pixel, −1 for the margin.
  let second: [Int]
  /// The share of the second.
  let part: [Float]

  /// Computes the pixels.
  ///
  /// - Parameters:
  ///   - source: The size of the window.
  ///   - target: The size that it becomes.
  ///   - start: The stored pixel where the window begins; may be negative.
  ///   - stored: The number of stored pixels.
  ///   - isMirrored: Whether the window is read from its end.
  init(source: Int, target: Int, start: Int, stored: Int, isMirrored: Bool = false) {
    var (first, second): ([Int], [Int]) = ([], [])
    var part: [Float] = []
    func place(_ position: Int) -> Int {
      let index = start + (isMirrored ? source - 1 - position : position)
      return index >= 0 && index < stored ? index : -1
    }
    for index in 0..<target {
      let position = max(0, (Float(index) + 0.5) * Float(source) / Float(target) - 0.5)
      let lower = min(source - 1, Int(position))
      first.append(place(lower))
      second.append(place(min(source - 1, lower + 1)))
      part.append(position - Float(lower))
    }
    (self.first, self.second, self.part) = (first, second, part)
  }
}
