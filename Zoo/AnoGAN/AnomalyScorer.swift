import Images
import Kernels
import Tensors

/// Says how far pictures are from the normal ones that its networks were trained on.
///
/// ```swift
/// let scorer = try EfficientGANScorer.pretrained()
/// print(scorer.score(of: try Image(contentsOf: "digit.png")))
/// ```
public protocol AnomalyScorer: AnyObject {
  /// The side of the pictures that the networks see.
  var imageSize: Int { get }
  /// The threshold and what it holds for.
  var scoring: AnomalyScoring { get set }
  /// How latent vectors are searched for; nil where none are.
  var search: LatentSearchOptions? { get }
  /// The pictures that are looked at as one batch, 1 or more.
  var batchSize: Int { get set }
  /// What is to be told of the weights before any result, such as parameters that are no numbers.
  var warnings: [String] { get }

  /// Looks at pictures.
  ///
  /// - Parameter images: Grey pictures, `[N, side, side, 1]` in −1…1.
  /// - Returns: What it says of each, which does not depend on the others.
  func examine(_ images: Tensor) -> [Anomaly]
}

extension AnomalyScorer {
  /// None.
  public var search: LatentSearchOptions? { nil }
  /// None.
  public var warnings: [String] { [] }

  /// The threshold, where it holds for how pictures are scored now: a search with other settings
  /// than those that it was chosen with gives other scores.
  public var threshold: AnomalyThreshold? {
    guard let search else { return scoring.threshold }
    let chosen = scoring.search ?? LatentSearchOptions(lambda: scoring.lambda)
    return search.findsScores(of: chosen) ? scoring.threshold : nil
  }

  /// Looks at a picture of any size: in shades of grey, its short side resized, the middle square.
  public func examine(_ image: Image) -> Anomaly {
    let found = examine(image.greyTensor(side: imageSize))
    guard let anomaly = found.first else { trap("AnomalyScorer: nothing found") }
    return anomaly
  }

  /// How far a picture of any size is from normal ones: the larger, the less normal.
  public func score(of image: Image) -> Double { examine(image).score.value }

  /// Whether a picture is anomalous; nil without a threshold that holds.
  public func isAnomalous(_ anomaly: Anomaly) -> Bool? {
    threshold.map { $0.isExceeded(by: anomaly.score) }
  }
}

extension Image {
  /// The middle square in shades of grey, its side resized with the cubic filter, `[1, side, side, 1]`
  /// in −1…1.
  public func greyTensor(side: Int) -> Tensor {
    let square = greyscale().resized(shortSide: side, centreCropped: side, .bicubic)
    return Tensor(shape: [1, side, side, 1]) { result in
      for index in result.indices {
        result[index] = (Float(square.pixels[3 * index]) / 255 - 0.5) / 0.5
      }
    }
  }
}
