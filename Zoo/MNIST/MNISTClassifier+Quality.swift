import Datasets
import Kernels
import Layers
import Tensors
import Training

extension MNISTClassifier {
  /// Judges generated pictures beside real ones.
  ///
  /// Both are brought to the network's size. To compare like with like, give the real ones at the
  /// size of the samples: resized twice, they have lost what the samples lose.
  ///
  /// - Parameters:
  ///   - samples: The generated pictures, such as `GreyImages(name: "samples", tensor)`.
  ///   - real: Pictures of the same classes that the generator should be like; as many as the
  ///     samples, for figures that can be compared with others'.
  ///   - certainty: The probability from which on the classifier is sure.
  ///   - k: Which neighbour tells how far likeness reaches.
  /// - Returns: The Fréchet distance, precision, recall, and the shares of the classes.
  /// - Precondition: There are more than `k` of both.
  public func quality(
    of samples: GreyImages, real: GreyImages, certainty: Float = 0.9, k: Int = 3
  ) -> SampleQuality {
    let made = answers(for: samples)
    return SampleQuality(
      features: made.features, logits: made.logits, realFeatures: answers(for: real).features,
      certainty: certainty, k: k)
  }

  /// The features before the last layer, `[N, features]`, and the logits, `[N, classes]`.
  ///
  /// - Parameter images: The pictures, one or more, of any size; light digits on dark ground.
  /// - Returns: Both, a row for each picture.
  public func answers(for images: GreyImages) -> (features: Tensor, logits: Tensor) {
    guard images.count > 0 else { trap("mnist: no pictures to answer for") }
    let images = images.resized(to: MNISTConfiguration.side)
    var features: [Tensor] = []
    for start in stride(from: 0, to: images.count, by: 128) {
      let batch = images.tensor(at: start..<min(start + 128, images.count))
      features.append(network.penultimateFeatures(batch))
    }
    let all = concatenate(features, axis: 0)
    return (all, network.logits(ofFeatures: all))
  }
}
