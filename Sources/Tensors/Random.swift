import Kernels
import Synchronization

/// A seeded generator whose sequence is the same on every platform: xoshiro256**.
///
/// Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2018.
public struct Random: RandomNumberGenerator, Sendable, Codable, Equatable {
  private var state: [UInt64]
  /// The second of a pair of normal numbers, not yet handed out.
  private var spareNormal: Double?

  /// Creates a generator; equal seeds give equal sequences.
  public init(seed: UInt64) {
    var x = seed
    state = (0..<4).map { _ in Self.splitMix(&x) }
  }

  /// Creates a generator for one item of a stream, such as a sample of an epoch.
  public init(seed: UInt64, _ keys: Int...) {
    var x = seed
    for key in keys {
      x = Self.splitMix(&x) ^ UInt64(bitPattern: Int64(key)) &* 0xD1B5_4A32_D192_ED03
    }
    self.init(seed: x)
  }

  private static func splitMix(_ x: inout UInt64) -> UInt64 {
    x &+= 0x9E37_79B9_7F4A_7C15
    var z = x
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { x << k | x >> (64 - k) }
    let result = rotated(state[1] &* 5, 7) &* 9
    let shifted = state[1] << 17
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotated(state[3], 45)
    return result
  }

  /// A number in `0..<1`, a multiple of 2⁻²⁴.
  public mutating func nextUniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// A number in a range.
  public mutating func nextUniform(in range: Range<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * nextUniform()
  }

  /// A whole number in `0..<bound`.
  public mutating func next(below bound: Int) -> Int {
    guard bound > 0 else { trap("random: the bound \(bound) is not positive") }
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number of the standard normal distribution, by the polar method of Marsaglia.
  public mutating func nextNormal() -> Float {
    if let spare = spareNormal {
      spareNormal = nil
      return Float(spare)
    }
    while true {
      let u = Double(next() >> 11) * 0x1p-52 - 1
      let v = Double(next() >> 11) * 0x1p-52 - 1
      let s = u * u + v * v
      guard s > 0, s < 1 else { continue }
      let factor = (-2 * Self.logarithm(s) / s).squareRoot()
      spareNormal = v * factor
      return Float(u * factor)
    }
  }

  /// The natural logarithm by basic arithmetic alone, so that no library's rounding shows.
  private static func logarithm(_ x: Double) -> Double {
    let mantissa = x.significand  // 1 ..< 2
    let ratio = (mantissa - 1.4142135623730951) / (mantissa + 1.4142135623730951)
    let square = ratio * ratio
    var series = 0.0
    for k in stride(from: 27, through: 1, by: -2) { series = series * square + 1 / Double(k) }
    return (Double(x.exponent) + 0.5) * 0.6931471805599453 + 2 * ratio * series
  }

  /// The elements in random order.
  public mutating func shuffled<T>(_ elements: [T]) -> [T] {
    var result = elements
    for last in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(last, next(below: last + 1))
    }
    return result
  }
}

extension Random {
  /// A generator that a scope shares.
  private final class Shared: Sendable {
    let random: Mutex<Random>
    init(_ random: Random) { self.random = Mutex(random) }
  }

  private static let process = Shared(Random(seed: 0))
  @TaskLocal private static var local: Shared?

  /// Calls `body` with the generator of the current task, the process's outside any `withSeed`.
  public static func withCurrent<R: Sendable>(_ body: (inout Random) -> R) -> R {
    (local ?? process).random.withLock { body(&$0) }
  }

  /// The state of the current task's generator, for an exact resume.
  public static var current: Random {
    get { withCurrent { $0 } }
    set { withCurrent { $0 = newValue } }
  }

  fileprivate static func with<R>(_ random: Random, _ body: () throws -> R) rethrows -> R {
    try $local.withValue(Shared(random)) { try body() }
  }
}

/// Runs `body` with its own generator of random numbers.
///
/// - Parameters:
///   - seed: Equal seeds give equal numbers.
///   - body: What draws the numbers; the scope is task-local.
/// - Returns: What `body` returns.
public func withSeed<R>(_ seed: UInt64, _ body: () throws -> R) rethrows -> R {
  try Random.with(Random(seed: seed), body)
}

extension Tensor {
  /// Normal numbers from the current generator.
  public static func randomNormal(
    _ shape: [Int], mean: Float = 0, deviation: Float = 1
  ) -> Tensor {
    var random = Random.current
    defer { Random.current = random }
    return Tensor(shape: shape) { buffer in
      for i in buffer.indices { buffer[i] = mean + deviation * random.nextNormal() }
    }
  }

  /// Uniform numbers of a range from the current generator.
  public static func randomUniform(_ shape: [Int], in range: Range<Float> = 0..<1) -> Tensor {
    var random = Random.current
    defer { Random.current = random }
    return Tensor(shape: shape) { buffer in
      for i in buffer.indices { buffer[i] = random.nextUniform(in: range) }
    }
  }
}
