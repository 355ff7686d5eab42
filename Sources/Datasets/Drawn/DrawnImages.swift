import Files
import Images
import Kernels
import Tensors

/// A collection whose pictures are drawn when they are read.
public struct DrawnImages: ImageCollection {
  /// What the collection is called.
  public let name: String
  public let classNames: [String]
  public let count: Int
  /// What the pictures follow from.
  public let seed: UInt64
  /// The height and width in pixels.
  public let size: Int
  private let draw: @Sendable (_ label: Int, _ random: inout Random) -> Image

  init(
    name: String, classNames: [String], count: Int, seed: UInt64, size: Int,
    draw: @escaping @Sendable (_ label: Int, _ random: inout Random) -> Image
  ) {
    guard count >= 0, size > 0 else { trap("drawn: \(count) pictures of \(size) pixels") }
    self.name = name
    self.classNames = classNames
    self.count = count
    self.seed = seed
    self.size = size
    self.draw = draw
  }

  public func label(at index: Int) -> Int { index % classNames.count }

  public func image(at index: Int) -> Image {
    var random = Random(seed: seed, index)
    return draw(label(at: index), &random)
  }

  public func name(at index: Int) -> String {
    "drawn/\(classNames[label(at: index)])/\(index) (seed \(seed))"
  }

  public var fingerprint: String {
    sha256(of: "drawn 1 \(name) \(count) \(seed) \(size)".utf8)
  }
}
