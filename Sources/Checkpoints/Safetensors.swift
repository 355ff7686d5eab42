import Files

/// The reader of safetensors: a JSON header of names, types, shapes and ranges, then the elements.
///
/// Ranges must cover the data exactly: no overlap, no hole, nothing left over.
///
/// Source: Hugging Face, "safetensors, Format". https://huggingface.co/docs/safetensors
enum Safetensors {
  /// The largest header, in bytes.
  static let headerLimit = 100_000_000
  /// The most axes of a tensor.
  static let rankLimit = 64
  /// The key of the file's own notes.
  static let metadataKey = "__metadata__"

  private struct Field {
    let name: String
    let type: ScalarType
    let shape: [Int]
    let range: Range<Int>
  }

  static func read(_ file: MappedFile) throws(CheckpointError) -> Checkpoint {
    let (header, dataStart) = try header(of: file)
    let dataCount = file.count - dataStart
    var json = StrictJSON(header, name: file.path)
    var fields: [Field] = []
    var metadata: [String: String] = [:]
    try json.object { (json, key) throws(CheckpointError) in
      if key == metadataKey {
        metadata = try readMetadata(&json)
      } else {
        guard fields.count < Checkpoint.tensorLimit else {
          throw json.error("more than \(Checkpoint.tensorLimit) tensors")
        }
        fields.append(try readField(&json, key))
      }
    }
    guard json.isAtEnd() else { throw json.error("something follows the header's last brace") }
    try checkCover(fields, dataCount, file.path)
    let tensors = fields.map { field in
      StoredTensor(
        name: field.name, type: field.type, shape: field.shape, file: file,
        offset: dataStart + field.range.lowerBound)
    }
    return Checkpoint(
      path: file.path, format: .safetensors, tensors: tensors, metadata: metadata)
  }

  /// The header's bytes, and where the data begins.
  private static func header(
    of file: MappedFile
  ) throws(CheckpointError) -> (UnsafeRawBufferPointer, Int) {
    guard file.count >= 8 else {
      throw .malformed("\(file.path): \(file.count) bytes are no checkpoint — fetch it again")
    }
    let length = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
    guard file.count > 8, file.bytes[8] == UInt8(ascii: "{") else {
      throw .malformed(
        "\(file.path): neither safetensors nor a PyTorch, NumPy or zip file — is it a checkpoint?")
    }
    guard length <= UInt64(headerLimit) else {
      throw .malformed(
        "\(file.path): a header of \(length) bytes, at most \(headerLimit) are allowed")
    }
    guard length <= UInt64(file.count - 8) else {
      throw .malformed(
        "\(file.path): truncated: the header has \(length) bytes, the file \(file.count)"
          + " — fetch it again")
    }
    let end = 8 + Int(length)
    return (UnsafeRawBufferPointer(rebasing: file.bytes[8..<end]), end)
  }

  private static func readMetadata(
    _ json: inout StrictJSON
  ) throws(CheckpointError) -> [String: String] {
    var metadata: [String: String] = [:]
    try json.object { (json, key) throws(CheckpointError) in
      metadata[key] = try json.string()
    }
    return metadata
  }

  private static func readField(
    _ json: inout StrictJSON, _ name: String
  ) throws(CheckpointError) -> Field {
    var type: ScalarType?
    var shape: [Int]?
    var offsets: [Int]?
    try json.object { (json, key) throws(CheckpointError) in
      switch key {
      case "dtype":
        let text = try json.string()
        type = ScalarType(safetensorsName: text)
        guard type != nil else {
          throw json.error("tensor '\(name)' has the type \(text), which is not supported")
        }
      case "shape": shape = try json.integers(limit: rankLimit)
      case "data_offsets": offsets = try json.integers(limit: 2)
      default: throw json.error("tensor '\(name)' has an unknown field '\(key)'")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw json.error("tensor '\(name)' has no dtype, shape or data_offsets")
    }
    guard let count = StoredTensor.checkedCount(of: shape) else {
      throw json.error("tensor '\(name)' is too large: \(shape)")
    }
    guard offsets[0] <= offsets[1], offsets[1] - offsets[0] == count * type.size else {
      throw json.error(
        "tensor '\(name)' \(shape) of \(type.rawValue) needs \(count * type.size) bytes,"
          + " data_offsets are \(offsets)")
    }
    return Field(name: name, type: type, shape: shape, range: offsets[0]..<offsets[1])
  }

  private static func checkCover(
    _ fields: [Field], _ dataCount: Int, _ path: String
  ) throws(CheckpointError) {
    var reached = 0
    let sorted = fields.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for field in sorted {
      guard field.range.lowerBound == reached else {
        let fault = field.range.lowerBound < reached ? "overlaps another" : "follows a hole"
        throw .malformed(
          "\(path): tensor '\(field.name)' \(fault): it begins at byte \(field.range.lowerBound)"
            + " of the data, not \(reached) — save it again")
      }
      reached = field.range.upperBound
    }
    guard reached == dataCount else {
      let fault =
        reached > dataCount
        ? "truncated: expected \(reached - dataCount) more bytes"
        : "\(dataCount - reached) bytes belong to no tensor"
      throw .malformed("\(path): \(fault) — fetch it again")
    }
  }
}
