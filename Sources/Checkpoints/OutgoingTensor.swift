import Tensors

/// A tensor to be written, read or computed only when its turn comes.
struct OutgoingTensor {
  /// Where the elements come from.
  enum Content {
    /// Floats, to be stored as the tensor's type says.
    case floats(() -> Tensor)
    /// A tensor of another file, to be stored as it is.
    case copy(StoredTensor)
  }

  let name: String
  let shape: [Int]
  let type: ScalarType
  let content: Content

  init(name: String, shape: [Int], type: ScalarType, floats: @escaping () -> Tensor) {
    self.name = name
    self.shape = shape
    self.type = type
    content = .floats(floats)
  }

  /// A tensor of another file: numbers with a fraction are stored as `type`, others as they are.
  init(_ stored: StoredTensor, as type: ScalarType) {
    name = stored.name
    shape = stored.shape
    let isKept = !stored.type.isFloatingPoint || stored.type == type
    self.type = isKept ? stored.type : type
    content = isKept ? .copy(stored) : .floats(stored.tensor)
  }

  var byteCount: Int { shape.reduce(1, *) * type.size }
}
