import Checkpoints
import Support
import Testing

/// Storages of each of PyTorch's types.
@Suite struct StorageTypeTests {
  /// A type's storage, the bytes of three elements, and their values.
  private struct Case: Sendable, CustomStringConvertible {
    let storage: String
    let type: ScalarType
    let bytes: [UInt8]
    let values: [Double]
    var description: String { storage }
  }

  private static func littleEndian<Value: FixedWidthInteger>(_ values: [Value]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) } }
  }

  private static let cases: [Case] = [
    Case(
      storage: "DoubleStorage", type: .float64,
      bytes: littleEndian([1.5, -0.1, 1e300].map { $0.bitPattern }), values: [1.5, -0.1, 1e300]),
    Case(
      storage: "FloatStorage", type: .float32,
      bytes: littleEndian([1.5, -0.1, 1e30].map { Float($0).bitPattern }),
      values: [1.5, -0.1, 1e30].map { Double(Float($0)) }),
    Case(
      storage: "HalfStorage", type: .float16,
      bytes: littleEndian([0x3E00, 0xC000, 0x0001] as [UInt16]),
      values: [1.5, -2, 0x1p-24]),
    Case(
      storage: "BFloat16Storage", type: .bfloat16,
      bytes: littleEndian([0x3FC0, 0xC000, 0x7F7F] as [UInt16]), values: [1.5, -2, 0x1.FEp127]),
    Case(
      storage: "LongStorage", type: .int64, bytes: littleEndian([1, -2, 1 << 40] as [Int64]),
      values: [1, -2, 0x1p40]),
    Case(
      storage: "IntStorage", type: .int32, bytes: littleEndian([1, -2, .min] as [Int32]),
      values: [1, -2, -0x1p31]),
    Case(
      storage: "ShortStorage", type: .int16, bytes: littleEndian([1, -2, .max] as [Int16]),
      values: [1, -2, 32767]),
    Case(
      storage: "CharStorage", type: .int8, bytes: [1, 0xFE, 0x80], values: [1, -2, -128]),
    Case(storage: "ByteStorage", type: .uint8, bytes: [1, 0xFE, 0x80], values: [1, 254, 128]),
    Case(storage: "BoolStorage", type: .bool, bytes: [1, 0, 255], values: [1, 0, 1]),
  ]

  private func legacy(_ type: String, _ bytes: [UInt8], view: String? = nil) -> [UInt8] {
    let storage = PickleBytes.storage(type: type, count: 3)
    return PickleBytes.stream(
      PickleBytes.dictionary([
        ("w", PickleBytes.tensor(storage, shape: [3], strides: [1], type: view))
      ]), after: PickleBytes.storages([("0", 3, bytes)]))
  }

  private func archive(_ type: String, _ bytes: [UInt8]) -> [UInt8] {
    let storage = PickleBytes.storage(type: type, count: 3, inArchive: true)
    let body = PickleBytes.dictionary([
      ("w", PickleBytes.tensor(storage, shape: [3], strides: [1]))
    ])
    return ZipBytes.archive([("a/data.pkl", PickleBytes.pickle(body)), ("a/data/0", bytes)])
  }

  @Test("W9: elements of every type have their values, in both formats", arguments: cases)
  private func types(example: Case) throws {
    for bytes in [
      legacy(example.storage, example.bytes), archive(example.storage, example.bytes),
    ] {
      try withFile(bytes) { path in
        let tensor = try #require(try Checkpoint.load(path)["w"])
        #expect(tensor.type == example.type)
        #expect(tensor.doubles() == example.values)
        #expect(tensor.floats() == example.values.map { Float($0) })
        #expect((tensor.integers() == nil) == example.type.isFloatingPoint)
      }
    }
  }

  @Test(
    "W9: complex and quantized elements are refused by name",
    arguments: [
      "ComplexFloatStorage", "ComplexDoubleStorage", "QInt8Storage", "QUInt8Storage",
      "QInt32Storage", "QUInt4x2Storage", "QUInt2x4Storage",
    ])
  func unsupported(type: String) throws {
    for bytes in [
      legacy(type, [UInt8](repeating: 0, count: 48)),
      archive(type, [UInt8](repeating: 0, count: 48)),
    ] {
      let message = try refusal(of: bytes)
      #expect(message.contains("global torch.\(type) is not allowed"), "\(message)")
      #expect(message.contains("complex and quantized tensors are not supported"), "\(message)")
    }
  }

  @Test("W9: a complex or quantized view of an ordinary storage is refused")
  func unsupportedView() throws {
    for type in [
      "complex64", "complex32", "cfloat", "qint8", "quint8", "bits8", "float4_e2m1fn_x2",
    ] {
      let message = try refusal(
        of: legacy("FloatStorage", [UInt8](repeating: 0, count: 12), view: type))
      #expect(message.contains("global torch.\(type) is not allowed"), "\(message)")
    }
  }

  @Test("W9: one storage that is named with two types is refused")
  func twoTypes() throws {
    func body(inArchive: Bool) -> [UInt8] {
      PickleBytes.dictionary(
        [("v", "FloatStorage"), ("w", "DoubleStorage")].map { name, type in
          let storage = PickleBytes.storage(type: type, count: 3, inArchive: inArchive)
          return (name, PickleBytes.tensor(storage, shape: [3], strides: [1]))
        })
    }
    let zeros = [UInt8](repeating: 0, count: 12)
    let stream = PickleBytes.stream(
      body(inArchive: false), after: PickleBytes.storages([("0", 3, zeros)]))
    #expect(try refusal(of: stream).contains("two types"))
    let archive = ZipBytes.archive([
      ("a/data.pkl", PickleBytes.pickle(body(inArchive: true))), ("a/data/0", zeros),
    ])
    #expect(try refusal(of: archive).contains("12 bytes, not 3 elements"))
  }
}
