import Files
import Layers
import Tensors

extension Checkpoint {
  /// How exactly elements are stored.
  public enum Precision: Sendable {
    case float32
    /// Half the size; three decimal digits.
    case float16

    var type: ScalarType { self == .float32 ? .float32 : .float16 }
  }

  /// Writes a model as safetensors, its tensors under the published names and in the published
  /// layout; a shared parameter is written under each of its names.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - path: The file, which is replaced only once the new one is complete.
  ///   - metadata: Notes for whoever loads it.
  ///   - precision: How exactly elements are stored.
  /// - Throws: `CheckpointError`, when the file cannot be written or a value does not fit.
  public static func write(
    _ model: any Module, to path: String, metadata: CheckpointMetadata = CheckpointMetadata(),
    precision: Precision = .float32
  ) throws(CheckpointError) {
    let tensors = model.state.map { path, entry in
      OutgoingTensor(
        name: path, shape: entry.layout.publishedShape(entry.shape), type: precision.type
      ) {
        LayoutConversion.published(entry.value, layout: entry.layout)
      }
    }
    try SafetensorsWriter(tensors, metadata.entries).write(to: path)
  }

  /// Writes tensors as safetensors, as they are.
  ///
  /// - Parameters:
  ///   - tensors: The tensors by name.
  ///   - path: The file, which is replaced only once the new one is complete.
  ///   - metadata: Notes for whoever loads it.
  ///   - precision: How exactly elements are stored.
  /// - Throws: `CheckpointError`, when the file cannot be written or a value does not fit.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], to path: String,
    metadata: CheckpointMetadata = CheckpointMetadata(), precision: Precision = .float32
  ) throws(CheckpointError) {
    let outgoing = tensors.map { name, tensor in
      OutgoingTensor(name: name, shape: tensor.shape, type: precision.type) { tensor }
    }
    try SafetensorsWriter(outgoing, metadata.entries).write(to: path)
  }

  /// Writes the tensors of a file of any format as safetensors, under the same names.
  ///
  /// - Parameters:
  ///   - path: The file, which is replaced only once the new one is complete.
  ///   - metadata: Notes for whoever loads it; those of this file if there are none.
  ///   - precision: How exactly numbers with a fraction are stored; integers stay as they are.
  /// - Throws: `CheckpointError`, when the file cannot be written or a value does not fit.
  public func convert(
    to path: String, metadata: CheckpointMetadata? = nil, precision: Precision = .float32
  ) throws(CheckpointError) {
    let outgoing = tensors.map { OutgoingTensor($0, as: precision.type) }
    try SafetensorsWriter(outgoing, metadata?.entries ?? self.metadata).write(to: path)
  }
}
