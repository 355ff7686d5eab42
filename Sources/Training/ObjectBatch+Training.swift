import Datasets
import Tensors

extension ObjectBatch: TrainingBatch {
  public func part(_ range: Range<Int>) -> ObjectBatch {
    ObjectBatch(
      images: images.sliced(axis: 0, range: range), objects: Array(objects[range]),
      paths: Array(paths[range]))
  }
}
