import Files
import Kernels

/// The reader of PyTorch's zip archives: a pickle, and a stored member for each storage.
///
/// Source: PyTorch, `torch/serialization.py`, `_load`.
enum TorchArchive {
  private static let pickleName = "/data.pkl"

  static func read(_ archive: ZipArchive) throws(CheckpointError) -> Checkpoint {
    let path = archive.file.path
    let pickles = archive.entries.filter {
      $0.name.hasSuffix(pickleName) && !$0.name.dropLast(pickleName.count).contains("/")
    }
    guard pickles.count == 1, let pickle = pickles.first else {
      throw .malformed("\(path): a zip archive, but not one of torch.save: no single 'data.pkl'")
    }
    let prefix = pickle.name.dropLast(pickleName.count)
    if archive["\(prefix)/constants.pkl"] != nil {
      throw .refused("\(path): a TorchScript program — save a state dict instead")
    }
    if let packed = archive.entries.first(where: \.isDeflated) {
      throw .refused(
        "\(path): member '\(packed.name)' is compressed, and torch never compresses — save it again"
      )
    }
    try verify(archive)
    let isBigEndian = try readByteOrder(archive, "\(prefix)/byteorder")
    var machine = PickleMachine(archive.storedBytes(of: pickle), name: "\(path), data.pkl")
    let root = try machine.run()
    var stateDict = TorchStateDict(machine, path: path)
    return try stateDict.checkpoint(root, .torchZip) { (key, storage) throws(CheckpointError) in
      guard let entry = archive["\(prefix)/data/\(key)"] else {
        throw .malformed("\(path): storage '\(key)' is missing — fetch it again")
      }
      let (size, overflow) = storage.count.multipliedReportingOverflow(by: storage.type?.size ?? 1)
      guard !overflow, size == entry.count else {
        throw .malformed(
          "\(path): storage '\(key)' has \(entry.count) bytes, not \(storage.count) elements")
      }
      return TorchStorage(file: archive.file, range: entry.range, isBigEndian: isBigEndian)
    }
  }

  private static func readByteOrder(
    _ archive: ZipArchive, _ name: String
  ) throws(CheckpointError) -> Bool {
    guard let entry = archive[name] else { return false }
    switch String(decoding: archive.storedBytes(of: entry).prefix(16), as: UTF8.self) {
    case "little": return false
    case "big": return true
    case let other:
      throw .malformed("\(archive.file.path): the byte order '\(other)' is unknown")
    }
  }

  /// Checks every member against its CRC, once for a large file that stays as it is.
  private static func verify(_ archive: ZipArchive) throws(CheckpointError) {
    guard archive.file.isMapped else { return try verifyAll(archive) }
    _ = try RememberedChecks().result(of: "crc", for: archive.file.path) {
      () throws(CheckpointError) in
      try verifyAll(archive)
      return "sound"
    }
  }

  private static func verifyAll(_ archive: ZipArchive) throws(CheckpointError) {
    for entry in archive.entries {
      try withFiles { () throws(FileError) in try archive.verify(entry) }
    }
  }
}
