import Files
import Kernels
import Tensors

extension StoredTensor {
  /// The elements as floats, in row-major order.
  public func floats() -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      read(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  /// The elements as doubles, in row-major order; exact but for 64-bit integers beyond 2⁵³.
  public func doubles() -> [Double] {
    withPackedBytes { bytes in
      (0..<count).map { index in
        switch type {
        case .float64:
          Double(bitPattern: Self.load(bytes, index))
        case .int64: Double(Self.load(bytes, index) as Int64)
        case .uint64: Double(Self.load(bytes, index) as UInt64)
        case .int32: Double(Self.load(bytes, index) as Int32)
        case .uint32: Double(Self.load(bytes, index) as UInt32)
        default: Double(Self.float(bytes, index, type))
        }
      }
    }
  }

  /// The number of elements that are NaN or infinite as floats.
  public var nonFiniteCount: Int { type.isFloatingPoint ? tensor().nonFiniteCount : 0 }

  /// The elements as integers, in row-major order; nil when they are of another type or too large.
  public func integers() -> [Int]? {
    guard !type.isFloatingPoint else { return nil }
    return withPackedBytes { bytes in
      var integers: [Int] = []
      for index in 0..<count {
        let value: Int? =
          switch type {
          case .int64: Int(Self.load(bytes, index) as Int64)
          case .uint64: Int(exactly: Self.load(bytes, index) as UInt64)
          case .int32: Int(Self.load(bytes, index) as Int32)
          case .uint32: Int(Self.load(bytes, index) as UInt32)
          default: Int(Self.float(bytes, index, type))
          }
        guard let value else { return nil }
        integers.append(value)
      }
      return integers
    }
  }

  /// The elements as a tensor in the published layout.
  ///
  /// Those that are floats already are not copied: the tensor keeps the file open and reads it.
  public func tensor() -> Tensor {
    if let borrowed = borrowed() { return borrowed }
    defer { file.release(range) }
    return Tensor(shape: shape) { read(into: $0) }
  }

  /// A view of the file, if its bytes are what a tensor holds.
  private func borrowed() -> Tensor? {
    guard isPlainFloat, let base = file.bytes.baseAddress, count > 0 else { return nil }
    let address = base + offset
    guard UInt(bitPattern: address) % UInt(MemoryLayout<Float>.alignment) == 0 else { return nil }
    return Tensor(
      borrowing: address.assumingMemoryBound(to: Float.self), shape: shape,
      owner: BorrowedRange(file, range))
  }

  /// Whether the elements are little-endian 32-bit floats that follow one another.
  var isPlainFloat: Bool { type == .float32 && !isBigEndian && isContiguous }

  /// Writes the elements as floats, in row-major order, into `destination`.
  func read(into destination: UnsafeMutableBufferPointer<Float>) {
    withPackedBytes { bytes in
      guard let source = bytes.baseAddress, let target = destination.baseAddress else { return }
      parallel(over: count, minimumPerThread: 1 << 15) { range in
        let target = target + range.lowerBound
        switch type {
        case .float32:
          UnsafeMutableRawPointer(target).copyMemory(
            from: source + range.lowerBound * 4, byteCount: range.count * 4)
        case .float16:
          let source = source + range.lowerBound * 2
          for index in 0..<range.count {
            target[index] = Self.float(
              half: source.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
          }
        default:
          for index in range {
            target[index - range.lowerBound] = Self.float(bytes, index, type)
          }
        }
      }
    }
  }

  /// Calls `body` with the elements as little-endian bytes that follow one another.
  func withPackedBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    guard count > 0 else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    guard isBigEndian || !isContiguous else {
      return body(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
    }
    return gathered().withUnsafeBytes(body)
  }

  /// The elements, gathered along the strides and swapped if need be.
  private func gathered() -> [UInt8] {
    let size = type.size
    return [UInt8](unsafeUninitializedCapacity: count * size) { buffer, initialized in
      var index = [Int](repeating: 0, count: shape.count)
      var source = offset
      for element in 0..<count {
        for byte in 0..<size {
          buffer[element * size + byte] =
            file.bytes[source + (isBigEndian ? size - 1 - byte : byte)]
        }
        // The next index, like an odometer.
        for axis in shape.indices.reversed() {
          index[axis] += 1
          source += strides[axis] * size
          if index[axis] < shape[axis] { break }
          source -= strides[axis] * size * shape[axis]
          index[axis] = 0
        }
      }
      initialized = count * size
    }
  }

  private static func load<Value: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ index: Int
  ) -> Value {
    Value(
      littleEndian: bytes.loadUnaligned(
        fromByteOffset: index * MemoryLayout<Value>.size, as: Value.self))
  }

  private static func float(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _ type: ScalarType
  ) -> Float {
    switch type {
    case .float64: Float(Double(bitPattern: load(bytes, index)))
    case .float32: Float(bitPattern: load(bytes, index))
    case .float16: float(half: load(bytes, index))
    case .bfloat16: Float(bitPattern: UInt32(load(bytes, index) as UInt16) << 16)
    case .int64: Float(load(bytes, index) as Int64)
    case .int32: Float(load(bytes, index) as Int32)
    case .int16: Float(load(bytes, index) as Int16)
    case .int8: Float(load(bytes, index) as Int8)
    case .uint64: Float(load(bytes, index) as UInt64)
    case .uint32: Float(load(bytes, index) as UInt32)
    case .uint16: Float(load(bytes, index) as UInt16)
    case .uint8: Float(bytes[index])
    case .bool: bytes[index] == 0 ? 0 : 1
    case .float8e5m2: float(half: UInt16(bytes[index]) << 8)
    case .float8e4m3: float(e4m3: bytes[index])
    }
  }

  /// The value of a 16-bit float: the exponent is moved by a multiplication, exact for subnormals.
  @inline(__always)
  static func float(half bits: UInt16) -> Float {
    let magnitude = UInt32(bits & 0x7FFF) << 13
    let sign = UInt32(bits & 0x8000) << 16
    let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
    // Infinity and NaN keep the largest exponent.
    let isSpecial = bits & 0x7C00 == 0x7C00
    return Float(bitPattern: (isSpecial ? magnitude | 0x7F80_0000 : scaled) | sign)
  }

  /// The value of an 8-bit float with four bits of exponent, of which only one pattern is NaN.
  private static func float(e4m3 bits: UInt8) -> Float {
    guard bits & 0x7F != 0x7F else { return .nan }
    let magnitude = Float(bitPattern: UInt32(bits & 0x7F) << 20) * 0x1p120
    return bits & 0x80 == 0 ? magnitude : -magnitude
  }
}
