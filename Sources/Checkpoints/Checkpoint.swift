import Files

/// The tensors of a file, whatever its format, under their published names.
public struct Checkpoint: Sendable {
  /// The kind of file.
  public enum Format: String, Sendable {
    case safetensors
    /// A zip archive of PyTorch 1.6 or later.
    case torchZip = "PyTorch (zip)"
    /// The stream of earlier versions.
    case torchStream = "PyTorch (legacy stream)"
    case npz, npy
  }

  /// Where it was read from.
  public let path: String
  /// The kind of file.
  public let format: Format
  /// The tensors, in the order of the file; no two names are equal byte by byte.
  public let tensors: [StoredTensor]
  /// The file's own notes; `CheckpointMetadata` reads those that we write.
  public let metadata: [String: String]
  /// What was done to find the tensors, to be told to the user.
  public let remarks: [String]

  private let indices: [[UInt8]: Int]

  /// The most tensors that a file may have.
  public static let tensorLimit = 100_000

  init(
    path: String, format: Format, tensors: [StoredTensor], metadata: [String: String] = [:],
    remarks: [String] = []
  ) {
    self.path = path
    self.format = format
    self.tensors = tensors
    self.metadata = metadata
    self.remarks = remarks
    indices = Dictionary(
      tensors.enumerated().map { (Array($1.name.utf8), $0) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The tensor called `name`, compared byte by byte.
  public subscript(name: String) -> StoredTensor? {
    indices[Array(name.utf8)].map { tensors[$0] }
  }

  /// Stops where a tensor is not of the shape that a network of this configuration has: a file whose
  /// shapes lie is found before memory is taken for them.
  ///
  /// - Parameters:
  ///   - shapes: Published shapes by name.
  ///   - network: What the shapes are of, for the message.
  /// - Throws: `CheckpointError.malformed`, with both shapes.
  public func check(
    _ shapes: KeyValuePairs<String, [Int]>, of network: String
  ) throws(CheckpointError) {
    for (name, shape) in shapes {
      guard let held = self[name]?.shape, held != shape else { continue }
      throw .malformed("\(path): '\(name)' is \(held), that of \(network) \(shape)")
    }
  }

  /// Stops where a network has more weights than the file: one whose notes or shapes lie is found
  /// before memory is taken for it.
  ///
  /// - Parameters:
  ///   - count: How many weights the network has at least.
  ///   - network: Which network, for the message.
  /// - Throws: `CheckpointError.malformed`, with both numbers.
  public func check(weightCount count: Int, of network: String) throws(CheckpointError) {
    guard count > elementCount else { return }
    throw .malformed(
      "\(path) is no checkpoint of \(network): its configuration has \(count) weights or more, the "
        + "file \(elementCount)")
  }

  /// The number of elements of all tensors.
  public var elementCount: Int { tensors.reduce(0) { $0 + $1.count } }

  /// Opens the checkpoint at `path`; its content decides the format, not its name.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - intoMemory: Whether to copy it, as a server should, instead of mapping it.
  /// - Returns: The tensors, none read yet.
  /// - Throws: `CheckpointError`, when the file cannot be read, is broken or is not accepted.
  public static func load(
    _ path: String, intoMemory: Bool = false
  ) throws(CheckpointError) -> Checkpoint {
    let file = try withFiles { () throws(FileError) in
      try MappedFile(path, intoMemory: intoMemory)
    }
    return switch try Signature(of: file) {
    case .zip: try readZip(file)
    case .legacyStream: try TorchStream.read(file)
    case .numpy: try NumpyArray.readFile(file)
    case .safetensors: try Safetensors.read(file)
    }
  }

  private static func readZip(_ file: MappedFile) throws(CheckpointError) -> Checkpoint {
    let archive = try withFiles { () throws(FileError) in try ZipArchive(file) }
    if !archive.entries.isEmpty, archive.entries.allSatisfy({ $0.name.hasSuffix(".npy") }) {
      return try NumpyArray.readArchive(archive)
    }
    return try TorchArchive.read(archive)
  }
}
