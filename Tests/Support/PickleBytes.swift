/// Pickles and PyTorch's legacy streams of them, built by hand: no Python is needed.
public enum PickleBytes {
  private static let magic: [UInt8] = [
    0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  /// A legacy stream whose object is the pickle `body`, without PROTO and STOP.
  ///
  /// - Parameters:
  ///   - body: The instructions, which begin at byte 27 where `system` is left as it is.
  ///   - system: The pickle of facts about the writing machine, without PROTO and STOP.
  ///   - after: The rest of the file: the pickle of the storages' keys, then the storages.
  /// - Returns: The file.
  public static func stream(
    _ body: [UInt8], system: [UInt8] = [0x7D], after: [UInt8] = [0x80, 2, 0x5D, 0x2E]
  ) -> [UInt8] {
    magic + [0x80, 2, 0x4D, 0xE9, 0x03, 0x2E] + pickle(system) + pickle(body) + after
  }

  /// A whole pickle of the instructions `body`.
  public static func pickle(_ body: [UInt8], version: UInt8 = 2) -> [UInt8] {
    [0x80, version] + body + [0x2E]
  }

  /// GLOBAL: what is called `module.name`.
  public static func global(_ module: String, _ name: String) -> [UInt8] {
    [0x63] + Array("\(module)\n\(name)\n".utf8)
  }

  /// STACK_GLOBAL: the same with two texts.
  public static func stackGlobal(_ module: String, _ name: String) -> [UInt8] {
    text(module) + text(name) + [0x93]
  }

  /// BINUNICODE.
  public static func text(_ text: String) -> [UInt8] {
    [0x58] + littleEndian(text.utf8.count, 4) + Array(text.utf8)
  }

  /// LONG1 of eight bytes.
  public static func integer(_ value: Int64) -> [UInt8] {
    [0x8A, 8] + littleEndian(Int(value), 8)
  }

  /// MARK, integers, TUPLE.
  public static func tuple(_ values: [Int64]) -> [UInt8] {
    [0x28] + values.flatMap(integer) + [0x74]
  }

  /// The persistent id of a storage, loaded; in a legacy stream it says that there is no view.
  public static func storage(
    _ key: String = "0", type: String = "FloatStorage", count: Int64, inArchive: Bool = false
  ) -> [UInt8] {
    [0x28] + text("storage") + global("torch", type) + text(key) + text("cpu") + integer(count)
      + (inArchive ? [] : [0x4E]) + [0x74, 0x51]
  }

  /// A tensor over a storage.
  ///
  /// - Parameters:
  ///   - storage: The instructions that load the storage.
  ///   - offset: The first element.
  ///   - shape: The extents.
  ///   - strides: The steps.
  ///   - type: The type that the tensor takes the elements for, if it is not the storage's.
  /// - Returns: The instructions.
  public static func tensor(
    _ storage: [UInt8], offset: Int64 = 0, shape: [Int64], strides: [Int64], type: String? = nil
  ) -> [UInt8] {
    let version = type == nil ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3"
    return global("torch._utils", version) + [0x28] + storage + integer(offset) + tuple(shape)
      + tuple(strides) + [0x89] + global("collections", "OrderedDict") + [0x29, 0x52]
      + (type.map { global("torch", $0) } ?? []) + [0x74, 0x52]
  }

  /// A dictionary of values by name.
  public static func dictionary(_ items: [(name: String, value: [UInt8])]) -> [UInt8] {
    [0x7D, 0x28] + items.flatMap { text($0.name) + $0.value } + [0x75]
  }

  /// The end of a legacy stream: keys, then each storage's count and elements.
  public static func storages(_ storages: [(String, Int64, [UInt8])]) -> [UInt8] {
    var bytes = pickle([0x5D, 0x28] + storages.flatMap { text($0.0) } + [0x65])
    for (_, count, elements) in storages { bytes += littleEndian(Int(count), 8) + elements }
    return bytes
  }

  /// `value` in `count` bytes, little-endian.
  public static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
