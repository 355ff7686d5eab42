import Files
import Tensors

/// The writer of safetensors: one tensor after another, so that a large model needs no second copy.
struct SafetensorsWriter {
  /// The data begins at a multiple of this, so that tensors can be used in place.
  private static let alignment = 64
  /// How many elements are converted at a time.
  private static let chunk = 1 << 16

  private let tensors: [OutgoingTensor]
  private let metadata: [String: String]

  init(_ tensors: [OutgoingTensor], _ metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Writes the file, all of it or nothing.
  func write(to path: String) throws(CheckpointError) {
    var names = Set<[UInt8]>()
    for tensor in tensors where !names.insert(Array(tensor.name.utf8)).inserted {
      throw .malformed("\(path): two tensors are called '\(tensor.name)'")
    }
    var failure: CheckpointError?
    let header = header()
    let byteCount = tensors.reduce(header.count) { $0 + $1.byteCount }
    do throws(FileError) {
      try writeAtomically(to: path, byteCount: byteCount) { (file) throws(FileError) in
        try file.write(header)
        for tensor in tensors {
          do throws(CheckpointError) {
            try write(tensor, to: file)
          } catch {
            // Whatever ends the writing leaves the old file; the reason is told below.
            failure = error
            throw FileError.malformed(error.description)
          }
        }
      }
    } catch {
      throw failure ?? .file(error)
    }
  }

  /// The length of the header, and the header, padded with spaces.
  private func header() -> [UInt8] {
    var json = "{"
    if !metadata.isEmpty {
      let notes = metadata.sorted { $0.key < $1.key }
        .map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      json += "\"\(Safetensors.metadataKey)\":{\(notes.joined(separator: ","))}"
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      json += json == "{" ? "" : ","
      json +=
        "\(Self.quoted(tensor.name)):{\"dtype\":\"\(tensor.type.safetensorsName)\",\"shape\":[\(shape)],"
        + "\"data_offsets\":[\(offset),\(end)]}"
      offset = end
    }
    json += "}"
    var text = Array(json.utf8)
    let excess = (8 + text.count) % Self.alignment
    if excess > 0 { text += Array(repeating: 0x20, count: Self.alignment - excess) }
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }

  private func write(
    _ tensor: OutgoingTensor, to file: AtomicFile
  ) throws(CheckpointError) {
    var failure: CheckpointError?
    func attempt(_ body: () throws(CheckpointError) -> Void) {
      do throws(CheckpointError) { try body() } catch { failure = error }
    }
    switch tensor.content {
    case .copy(let stored):
      stored.withPackedBytes { bytes in
        attempt { () throws(CheckpointError) in try write(bytes, to: file) }
      }
      stored.file.release(stored.range)
    case .floats(let value):
      value().withUnsafeBufferPointer { elements in
        attempt { () throws(CheckpointError) in
          guard tensor.type == .float16 else {
            return try write(UnsafeRawBufferPointer(elements), to: file)
          }
          try writeHalves(elements, tensor.name, to: file)
        }
      }
    }
    if let failure { throw failure }
  }

  private func write(
    _ bytes: UnsafeRawBufferPointer, to file: AtomicFile
  ) throws(CheckpointError) {
    try withFiles { () throws(FileError) in try file.write(bytes) }
  }

  private func writeHalves(
    _ elements: UnsafeBufferPointer<Float>, _ name: String, to file: AtomicFile
  ) throws(CheckpointError) {
    var halves: [UInt8] = []
    for start in stride(from: 0, to: elements.count, by: Self.chunk) {
      halves.removeAll(keepingCapacity: true)
      for element in elements[start..<min(start + Self.chunk, elements.count)] {
        let half = Float16(element)
        guard half.isFinite || !element.isFinite else {
          throw .malformed("tensor '\(name)': \(element) is too large for float16 — use float32")
        }
        halves.append(UInt8(truncatingIfNeeded: half.bitPattern))
        halves.append(UInt8(truncatingIfNeeded: half.bitPattern >> 8))
      }
      try withFiles { () throws(FileError) in try file.write(halves) }
    }
  }

  /// `text` as a JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
