import Checkpoints
import Support
import Testing

/// Views of a storage of six floats, by offset, shape and strides.
@Suite struct TensorRangeTests {
  /// A stream of a state dict of one tensor 'w' over a storage of `count` floats.
  private static func file(
    count: Int64 = 6, offset: Int64, shape: [Int64], strides: [Int64], type: String? = nil
  ) -> [UInt8] {
    let storage = PickleBytes.storage(count: count)
    let tensor = PickleBytes.tensor(
      storage, offset: offset, shape: shape, strides: strides, type: type)
    let zeros = [UInt8](repeating: 0, count: 4 * 6)
    return PickleBytes.stream(
      PickleBytes.dictionary([("w", tensor)]),
      after: PickleBytes.storages([("0", count, zeros)]))
  }

  /// The largest and the smallest numbers, and powers of two at which products overflow.
  private static let (big, small) = (Int64.max, Int64.min)
  private static let two = (0..<63).map { Int64(1) << Int64($0) }

  private static let outside: [(Int64, [Int64], [Int64])] = [
    // One element, or one row, too many.
    (0, [7], [1]), (1, [6], [1]), (1, [2, 3], [3, 1]), (6, [1], [1]), (0, [2, 2], [4, 2]),
    (5, [2], [1]), (0, [3, 3], [2, 1]), (0, [2, 3], [4, 1]), (3, [2, 2], [2, 1]),
    (0, [6, 2], [1, 1]), (7, [0], [1]), (7, [2, 0], [0, 1]), (0, [1, 1, 7], [1, 1, 1]),
    (0, [2, 1, 2], [5, 9, 1]), (2, [5], [1]), (4, [3], [1]),
    // Far outside.
    (1_000_000, [1], [1]), (0, [1_000_000], [1]), (0, [2], [1_000_000]), (two[31], [1], [1]),
    (two[32], [1], [1]), (0, [2], [two[32]]), (0, [two[32]], [1]), (two[61], [1], [1]),
    // Negative.
    (-1, [2], [1]), (-1, [1], [1]), (0, [-2], [1]), (0, [-1, -6], [1, 1]), (0, [2], [-1]),
    (5, [2], [-1]), (5, [6], [-1]), (0, [2, -3], [3, 1]), (-6, [6], [1]), (small, [1], [1]),
    (0, [small], [1]), (0, [2], [small]), (1, [2], [small]), (small, [small], [small]),
    (-1, [0], [1]), (0, [0, -1], [1, 1]), (0, [0], [-1]),
    // Overflowing.
    (big, [1], [1]), (big, [2], [1]), (0, [big], [1]), (0, [2], [big]), (1, [2], [big]),
    (0, [2, 3], [big, 1]), (5, [2], [big]), (0, [3], [big]), (0, [3], [two[62]]),
    (0, [big, big], [0, 0]), (0, [two[62], 4], [1, 1]), (0, [two[32], two[32]], [0, 0]),
    (0, [2, 2], [two[62], two[62]]), (0, [2, 2, 2], [two[62], two[62], two[62]]),
    (1, [2, 2], [big, big]), (0, [3037000500, 3037000500], [1, 1]), (0, [0, big, big], [1, 1, 1]),
    // A trillion elements of few.
    (0, [1_000_000_000_000], [0]), (0, [1_000_000, 1_000_000], [0, 0]),
    (5, [two[25]], [0]), (0, [16_777_217], [0]), (0, [two[13], two[12]], [0, 0]),
  ]

  @Test("W7: a tensor beyond its storage is refused with its numbers")
  func outOfRange() throws {
    #expect(Self.outside.count >= 60)
    for (offset, shape, strides) in Self.outside {
      let message = try refusal(of: Self.file(offset: offset, shape: shape, strides: strides))
      #expect(
        message.contains("tensor 'w' \(shape), offset \(offset), strides \(strides), does not fit"),
        "\(message)")
    }
  }

  @Test(
    "W7: a view within its storage is accepted",
    arguments: [
      (0, [6], [1]), (0, [2, 3], [3, 1]), (0, [3, 2], [1, 3]), (5, [1], [9]), (5, [1], [.max]),
      (0, [4, 5], [0, 1]), (6, [0], [1]), (0, [], []), (5, [], []), (2, [1000], [0]),
      (0, [8192, 2048], [0, 0]), (0, [1, 6, 1], [.max, 1, .max]), (0, [3, 2], [2, 1]),
      (0, [2, 2], [4, 1]), (0, [0, 7], [.max, .max]), (0, [3, 2, 1], [1, 3, .max]),
    ] as [(Int64, [Int64], [Int64])])
  func withinRange(offset: Int64, shape: [Int64], strides: [Int64]) throws {
    try withFile(Self.file(offset: offset, shape: shape, strides: strides)) { path in
      let tensor = try #require(try Checkpoint.load(path)["w"])
      #expect(tensor.floats().allSatisfy { $0 == 0 })
      #expect(tensor.floats().count == shape.reduce(1, *))
    }
  }

  @Test("W7: an oracle of unlimited integers agrees about 3,000 views")
  func oracle() throws {
    var random = Numbers(seed: 7)
    var acceptedCount = 0
    for _ in 0..<3000 {
      let (offset, shape, strides) = random.view()
      let bytes = Self.file(offset: offset, shape: shape, strides: strides)
      try withFile(bytes) { path in
        let isFitting = Oracle.fits(offset, shape, strides, in: 6, expandedTo: 1 << 24)
        do throws(CheckpointError) {
          let tensor = try Checkpoint.load(path)["w"]
          #expect(isFitting, "\(offset) \(shape) \(strides) was accepted")
          acceptedCount += 1
          // Nothing outside is read.
          #expect(tensor?.count ?? 0 > 1 << 20 || tensor?.floats().allSatisfy { $0 == 0 } == true)
        } catch {
          #expect(!isFitting, "\(offset) \(shape) \(strides): \(error)")
        }
      }
    }
    #expect((300...2700).contains(acceptedCount))
  }

  @Test(
    "W7: a storage's size that lies is refused",
    arguments: [-1, 5, 7, 0, 4_294_967_296, 0x2000_0000_0000_0000, .max, .min] as [Int64])
  func storageSize(count: Int64) throws {
    _ = try refusal(of: Self.file(count: count, offset: 0, shape: [1], strides: [1]))
  }

  @Test(
    "W9: a tensor of another type than its storage stays within its bytes",
    arguments: [("double", 3), ("float", 6), ("half", 12), ("int64", 3), ("uint8", 24)]
      as [(String, Int64)])
  func otherType(type: String, fitting: Int64) throws {
    func bytes(_ count: Int64) -> [UInt8] {
      Self.file(offset: 0, shape: [count], strides: [1], type: type)
    }
    try withFile(bytes(fitting)) { path in
      let tensor = try #require(try Checkpoint.load(path)["w"])
      #expect(tensor.doubles() == [Double](repeating: 0, count: Int(fitting)))
    }
    let message = try refusal(of: bytes(fitting + 1))
    #expect(message.contains("does not fit its storage of \(fitting) elements"), "\(message)")
  }
}

/// Views at random: mostly small numbers, so that both answers are frequent, some extreme ones.
private struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next(_ bound: UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % bound
  }

  private mutating func number() -> Int64 {
    let extremes: [Int64] = [
      -1, .max, .min, 0x4000_0000_0000_0000, 0x1_0000_0000, 0x100_0000, 3_037_000_500, .max - 1,
      0x1_0000_0000_0000, -0x100_0000_0000,
    ]
    return next(25) == 0 ? extremes[Int(next(10))] : Int64(next(4))
  }

  mutating func view() -> (offset: Int64, shape: [Int64], strides: [Int64]) {
    let rank = Int(next(5))
    return (number(), (0..<rank).map { _ in number() }, (0..<rank).map { _ in number() })
  }
}

/// What fits, by integers without a limit.
private enum Oracle {
  static func fits(
    _ offset: Int64, _ shape: [Int64], _ strides: [Int64], in available: UInt64,
    expandedTo limit: UInt64
  ) -> Bool {
    guard offset >= 0, (shape + strides).allSatisfy({ $0 >= 0 }) else { return false }
    var count = Unlimited(1)
    // Extents must be sound beside a zero too.
    for extent in shape where extent != 0 { count = count * Unlimited(UInt64(extent)) }
    guard count < Unlimited(1 << 48) else { return false }
    if shape.contains(0) { return offset <= available }
    guard count < Unlimited(max(available, limit) + 1) else { return false }
    var last = Unlimited(UInt64(offset))
    for (extent, stride) in zip(shape, strides) {
      last = last + Unlimited(UInt64(extent) - 1) * Unlimited(UInt64(stride))
    }
    return last < Unlimited(available)
  }
}

/// A natural number of any size.
private struct Unlimited {
  /// Digits to the base 2³², the lowest first, none of them a leading zero.
  private var digits: [UInt64]

  init(_ value: UInt64) { self.init(digits: [value & 0xFFFF_FFFF, value >> 32]) }

  private init(digits: [UInt64]) {
    self.digits = Array(digits.reversed().drop { $0 == 0 }.reversed())
  }

  static func + (a: Unlimited, b: Unlimited) -> Unlimited {
    var carry: UInt64 = 0
    let sums = (0...max(a.digits.count, b.digits.count)).map { index in
      let sum = a[index] + b[index] + carry
      carry = sum >> 32
      return sum & 0xFFFF_FFFF
    }
    return Unlimited(digits: sums)
  }

  static func * (a: Unlimited, b: Unlimited) -> Unlimited {
    var product = Unlimited(0)
    for (index, digit) in a.digits.enumerated() {
      var carry: UInt64 = 0
      var row = [UInt64](repeating: 0, count: index)
      for other in b.digits + [0] {
        let value = digit * other + carry
        carry = value >> 32
        row.append(value & 0xFFFF_FFFF)
      }
      product = product + Unlimited(digits: row)
    }
    return product
  }

  static func < (a: Unlimited, b: Unlimited) -> Bool {
    if a.digits.count != b.digits.count { return a.digits.count < b.digits.count }
    return a.digits.reversed().lexicographicallyPrecedes(b.digits.reversed())
  }

  private subscript(index: Int) -> UInt64 { index < digits.count ? digits[index] : 0 }
}
