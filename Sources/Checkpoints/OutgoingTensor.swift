import Tensors

/// A tensor to be written, computed only when its turn comes.
struct OutgoingTensor {
  let name: String
  let shape: [Int]
  let value: () -> Tensor

  var count: Int { shape.reduce(1, *) }
}
