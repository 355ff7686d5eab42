import Foundation
import Support
import Tensors

/// The reference figures of SSD's parts: default boxes, loss, offsets, suppression, detector.
struct Pieces: Decodable {
  struct Gradient: Decodable {
    let l2: Double
    let max: Double
    let at: [Int]
    let values: [Double]
  }

  struct MatchedImage: Decodable {
    let positives: [Int]
    let truths: [Int]
    let classes: [Int]
    let encoded: [[Float]]
    let negatives: [Int]

    enum CodingKeys: String, CodingKey {
      case positives, negatives
      case truths = "truth of each"
      case classes = "class of each"
      case encoded = "encoded first 3"
    }
  }

  struct MultiBox: Decodable {
    let targets: [[[Float]]]
    let localization: Double
    let confidence: Double
    let positiveCount: Int
    let images: [MatchedImage]
    let locationGradient: Gradient
    let logitGradient: Gradient

    enum CodingKeys: String, CodingKey {
      case targets, images
      case localization = "loss loc"
      case confidence = "loss conf"
      case positiveCount = "positives in the batch"
      case locationGradient = "gradient loc"
      case logitGradient = "gradient conf"
    }
  }

  struct SuppressionCase: Decodable, CustomStringConvertible {
    let name: String
    let boxes: [[Float]]
    let scores: [Float]
    let threshold: Float
    let top: Int
    let keep: [Int]
    var description: String { name }
  }

  struct DetectedClass: Decodable {
    let index: Int
    let boxes: [Int]
    let rows: [[Float]]

    enum CodingKeys: String, CodingKey {
      case boxes
      case index = "class"
      case rows = "first rows"
    }
  }

  struct Detector: Decodable {
    let classes: [DetectedClass]
  }

  let multibox: MultiBox
  let nms: [SuppressionCase]
  let detector: Detector

  static func load() throws -> Pieces {
    try JSONDecoder().decode(Pieces.self, from: Data(contentsOf: fixture("pieces.json")))
  }

  static func tensors() throws -> [String: Tensor] {
    try SafetensorsFixture(contentsOf: fixture("pieces.safetensors")).tensors
  }
}
