import Foundation
import Tensors

/// The float tensors of a small safetensors file, read with no care for damage.
public struct SafetensorsFixture: Sendable {
  /// The tensors by name.
  public let tensors: [String: Tensor]

  private struct Entry: Decodable {
    let shape: [Int]?
    let offsets: [Int]?

    enum CodingKeys: String, CodingKey {
      case shape
      case offsets = "data_offsets"
    }
  }

  /// Reads a file of 32-bit floats.
  ///
  /// - Parameter url: The file.
  /// - Throws: What Foundation reports of a missing file or a damaged header.
  public init(contentsOf url: URL) throws {
    let data = try Data(contentsOf: url)
    let headerCount = Int(
      data.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * $1.offset) })
    let header = try JSONDecoder().decode(
      [String: Entry].self, from: data[8..<8 + headerCount])
    tensors = header.compactMapValues { entry in
      guard let shape = entry.shape, let offsets = entry.offsets else { return nil }
      return Tensor(shape: shape) { elements in
        _ = data[(8 + headerCount + offsets[0])..<(8 + headerCount + offsets[1])].copyBytes(
          to: UnsafeMutableRawBufferPointer(elements))
      }
    }
  }
}
