import Datasets
import Tensors
import Training

/// Pictures with objects and the default boxes that stand for them: the loss is a mean over these, so
/// parts of a batch count by them and make the step of the whole.
struct MatchedBatch: TrainingBatch {
  let pictures: ObjectBatch
  /// The default boxes that stand for objects, by picture.
  private let matches: [BoxMatch]

  private init(_ pictures: ObjectBatch, _ matches: [BoxMatch]) {
    self.pictures = pictures
    self.matches = matches
  }

  /// Matches the objects of a batch.
  init(_ pictures: ObjectBatch, _ loss: MultiBoxLoss) {
    self.init(pictures, loss.matches(pictures.objects))
  }

  var count: Int { pictures.count }
  var weight: Double { Double(matches.reduce(0) { $0 + $1.count }) }

  func part(_ range: Range<Int>) -> MatchedBatch {
    MatchedBatch(pictures.part(range), Array(matches[range]))
  }

  /// The mean loss of the batch.
  func loss(_ loss: MultiBoxLoss, _ network: some SSDNetwork) -> Tensor {
    loss(network(pictures.images), pictures.objects, matches: matches).total
  }
}
