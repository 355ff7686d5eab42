import Tensors

/// The bits behind the element `index` of the filler tensor called `name`.
public func fillerBits(_ name: String, seed: UInt64 = 1, at index: Int) -> UInt64 {
  fillerBits(fillerStart(name, seed: seed), at: index)
}

/// What all elements of a filler tensor follow from.
private func fillerStart(_ name: String, seed: UInt64) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  return hash ^ (seed &* 0x9E37_79B9_7F4A_7C15)
}

private func fillerBits(_ start: UInt64, at index: Int) -> UInt64 {
  var x = start &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
  x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
  x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
  return x ^ x >> 31
}

/// A tensor whose elements follow from its name: FNV-1a of the name seeds splitmix64.
///
/// - Returns: `base + bound · v` with v in -1..<1, in row-major order.
public func filled(
  _ name: String, shape: [Int], base: Float = 0, bound: Float = 1, seed: UInt64 = 1
) -> Tensor {
  let start = fillerStart(name, seed: seed)
  return Tensor(shape: shape) { elements in
    for index in elements.indices {
      let v = 2 * (Float(fillerBits(start, at: index) >> 40) * 0x1p-24) - 1
      let scaled = bound * v
      elements[index] = base + scaled
    }
  }
}

/// Whole numbers in `0..<modulus` that follow from the name.
public func filledIntegers(
  _ name: String, shape: [Int], modulo modulus: Int, seed: UInt64 = 1
) -> IntTensor {
  IntTensor(
    (0..<shape.reduce(1, *)).map {
      Int(fillerBits(name, seed: seed, at: $0) % UInt64(modulus))
    }, shape: shape)
}
