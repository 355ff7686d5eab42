import Glibc
import Tensors

extension Tensor {
  /// The table of sines and cosines by which a model knows the positions of a sequence:
  /// `sin(position / 10000^(i / size))` in the even columns `i`, the cosine of the same in the odd
  /// columns `i + 1`.
  ///
  /// Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.5.
  /// https://arxiv.org/abs/1706.03762
  ///
  /// - Parameters:
  ///   - length: The number of positions.
  ///   - size: The length of a vector.
  ///   - exponentFactor: 1 as in the paper; 2 as in code that counts even columns twice, whose waves
  ///     get long twice as fast.
  /// - Returns: `[length, size]`.
  public static func positionalEncoding(
    length: Int, size: Int, exponentFactor: Double = 1
  ) -> Tensor {
    Tensor(shape: [length, size]) { table in
      for column in stride(from: 0, to: size, by: 2) {
        let wavelength = wavelength(exponentFactor * Double(column) / Double(size))
        for position in 0..<length {
          let angle = Double(position) / wavelength
          table[position * size + column] = sine(angle)
          if column + 1 < size { table[position * size + column + 1] = cosine(angle) }
        }
      }
    }
  }
}

// Within `Tensor` the names of the library are those of operations on tensors.
private func wavelength(_ exponent: Double) -> Double { pow(10000, exponent) }
private func sine(_ angle: Double) -> Float { Float(sin(angle)) }
private func cosine(_ angle: Double) -> Float { Float(cos(angle)) }
