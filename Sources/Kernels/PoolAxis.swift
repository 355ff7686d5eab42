/// The windows of a pooling along one axis, clipped to the input.
public struct PoolAxis: Sendable {
  /// The number of positions of the input.
  public let inputCount: Int
  /// The number of windows.
  public let outputCount: Int
  /// The start and end of each window, one after the other.
  let windows: [Int32]
  /// What the sum over each window is divided by for its mean.
  let divisors: [Float]

  private init(inputCount: Int, windows: [Range<Int>], divisors: [Int]) {
    self.inputCount = inputCount
    outputCount = windows.count
    self.windows = windows.flatMap { [Int32($0.lowerBound), Int32($0.upperBound)] }
    self.divisors = divisors.map(Float.init)
  }

  /// Windows of one size at regular distances.
  ///
  /// - Parameters:
  ///   - inputCount: The number of positions of the input.
  ///   - kernelSize: The positions of a window.
  ///   - stride: The distance of two windows.
  ///   - padding: The positions before and behind the input, at most half the kernel size.
  ///   - ceilMode: Whether a last window may reach beyond the padding; it starts within the input
  ///     or the padding before it.
  ///   - countsPadding: Whether the mean counts the padding as zeros.
  public init(
    inputCount: Int, kernelSize: Int, stride: Int, padding: Int = 0, ceilMode: Bool = false,
    countsPadding: Bool = true
  ) {
    guard kernelSize > 0, stride > 0, padding >= 0, 2 * padding <= kernelSize else {
      trap("pool: kernel size \(kernelSize), stride \(stride), padding \(padding)")
    }
    guard inputCount > 0, inputCount + 2 * padding >= kernelSize else {
      trap("pool: \(inputCount) positions, padding \(padding), are fewer than \(kernelSize)")
    }
    let room = inputCount + 2 * padding - kernelSize
    var count = (room + (ceilMode ? stride - 1 : 0)) / stride + 1
    if ceilMode, (count - 1) * stride >= inputCount + padding { count -= 1 }
    let starts = (0..<count).map { $0 * stride - padding }
    let windows = starts.map { max($0, 0)..<min($0 + kernelSize, inputCount) }
    self.init(
      inputCount: inputCount, windows: windows,
      divisors: zip(starts, windows).map { start, window in
        countsPadding ? min(start + kernelSize, inputCount + padding) - start : window.count
      })
  }

  /// As many windows as asked for: window k is ⌊k·in/out⌋ ..< ⌈(k+1)·in/out⌉.
  public init(inputCount: Int, adaptiveCount count: Int) {
    guard inputCount > 0, count > 0 else { trap("pool: \(inputCount) positions to \(count)") }
    let windows = (0..<count).map {
      ($0 * inputCount / count)..<(($0 + 1) * inputCount + count - 1) / count
    }
    self.init(inputCount: inputCount, windows: windows, divisors: windows.map(\.count))
  }

  /// Whether the windows are the pairs of positions, nothing clipped.
  var isPairs: Bool {
    guard outputCount == inputCount / 2 else { return false }
    return windows.enumerated().allSatisfy { $1 == Int32(($0 + 1) / 2 * 2) }
  }
}
