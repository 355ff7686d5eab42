/// For each pixel of a resized row, the source pixels that it is made of and their weights.
///
/// Weights are fixed-point numbers of 22 bits after the point, as in Pillow, whose results these
/// are meant to equal: 8 bits of a pixel and 2 bits of head room fill the 32.
struct ResamplingWeights {
  static let precision: Int32 = 22
  /// Half of the last place, for rounding.
  static let half: Int32 = 1 << (precision - 1)

  /// The first source pixel of each output pixel.
  let starts: [Int]
  /// The number of source pixels of each output pixel.
  let counts: [Int]
  /// `stride` weights for each output pixel, of which its count is used.
  let weights: [Int32]
  let stride: Int

  /// Weights for resizing a row of `source` pixels to `target` pixels, of which only a range is wanted.
  ///
  /// Output pixel i looks at the source around (i + ½) · source / target; when shrinking, the filter
  /// is wider by that ratio (antialiasing).
  init(source: Int, target: Int, _ range: Range<Int>, _ interpolation: Interpolation) {
    let ratio = Double(source) / Double(target)
    let widening = max(ratio, 1)
    let support = interpolation.support * widening
    stride = Int(support.rounded(.up)) * 2 + 1
    var starts = [Int]()
    var counts = [Int]()
    var weights = [Int32](repeating: 0, count: range.count * stride)
    for i in range {
      let centre = (Double(i) + 0.5) * ratio
      let start = max(0, Int(centre - support + 0.5))
      let end = min(source, Int(centre + support + 0.5))
      let raw = (start..<end).map {
        interpolation.weight((Double($0) - centre + 0.5) / widening)
      }
      let sum = raw.reduce(0, +)
      for (j, weight) in raw.enumerated() {
        let scaled = (sum == 0 ? weight : weight / sum) * Double(1 << Self.precision)
        weights[starts.count * stride + j] = Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
      }
      starts.append(start)
      counts.append(raw.count)
    }
    self.starts = starts
    self.counts = counts
    self.weights = weights
  }
}
