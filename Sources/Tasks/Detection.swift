import Foundation
import Images

/// An object that a detector found in a picture.
public struct Detection: Sendable, Equatable, Codable {
  /// The name of its class.
  public let label: String
  /// The index of its class.
  public let classIndex: Int
  /// How sure the detector is, in 0…1.
  public let score: Float
  /// Where it is, in pixels of the picture.
  public let box: Box

  /// Describes an object.
  public init(label: String, classIndex: Int, score: Float, box: Box) {
    self.label = label
    self.classIndex = classIndex
    self.score = score
    self.box = box
  }
}

extension Detection: CustomStringConvertible {
  /// Such as `dog 0.97 at (104, 78, 375×320)`: left, top, width and height in pixels.
  public var description: String {
    let numbers = [box.xMin, box.yMin, box.width, box.height].map { String(format: "%.0f", $0) }
    return
      "\(label) \(String(format: "%.2f", score)) at "
      + "(\(numbers[0]), \(numbers[1]), \(numbers[2])×\(numbers[3]))"
  }
}
