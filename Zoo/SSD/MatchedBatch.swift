import Datasets
import Training

/// Pictures with objects, and how many default boxes stand for them: the loss is a mean over these,
/// so parts of a batch count by them and make the step of the whole.
struct MatchedBatch: TrainingBatch {
  let pictures: ObjectBatch
  /// The number of default boxes that stand for objects, by picture.
  private let positiveCounts: [Int]

  private init(_ pictures: ObjectBatch, positiveCounts: [Int]) {
    self.pictures = pictures
    self.positiveCounts = positiveCounts
  }

  /// Matches the objects of a batch.
  init(_ pictures: ObjectBatch, _ loss: MultiBoxLoss) {
    self.init(pictures, positiveCounts: loss.matches(pictures.objects).map(\.count))
  }

  var count: Int { pictures.count }
  var weight: Double { Double(positiveCounts.reduce(0, +)) }

  func part(_ range: Range<Int>) -> MatchedBatch {
    MatchedBatch(pictures.part(range), positiveCounts: Array(positiveCounts[range]))
  }
}
