import Kernels
import Tensors

/// What an SSD network says about each default box, before any decoding.
public struct SSDPredictions: Sendable {
  /// How each default box has to be moved and stretched, `[N, A, 4]`: centre x, centre y, width, height.
  public let locations: Tensor
  /// The scores of background and of each class, `[N, A, K + 1]`; background is 0.
  public let logits: Tensor

  /// Joins the outputs of the two kinds of heads.
  ///
  /// - Precondition: The shapes are `[N, A, 4]` and `[N, A, K + 1]`.
  public init(locations: Tensor, logits: Tensor) {
    guard locations.rank == 3, logits.rank == 3, locations.shape[2] == 4, logits.shape[2] > 1,
      locations.shape[..<2] == logits.shape[..<2]
    else {
      trap("SSD: locations \(locations.shape) and logits \(logits.shape)")
    }
    self.locations = locations
    self.logits = logits
  }

  /// The number of pictures.
  public var count: Int { logits.shape[0] }

  /// The number of default boxes of a picture.
  public var boxCount: Int { logits.shape[1] }

  /// The number of classes without background.
  public var classCount: Int { logits.shape[2] - 1 }
}
