import Files

/// The format of a file by its first bytes; everything that is no checkpoint is refused by name.
enum Signature {
  case zip, legacyStream, numpy, safetensors

  init(of file: MappedFile) throws(CheckpointError) {
    let bytes = file.bytes
    func begins(_ prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }
    func begins(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }

    if begins([0x50, 0x4B, 3, 4]) || begins([0x50, 0x4B, 5, 6]) {
      self = .zip
    } else if begins(TorchStream.magic) {
      self = .legacyStream
    } else if begins(NumpyArray.magic) {
      self = .numpy
    } else if let what = Self.stranger(bytes) {
      throw .malformed("\(file.path): \(what)")
    } else {
      self = .safetensors
    }
  }

  /// What a file is that people take for a checkpoint; nil for anything else.
  private static func stranger(_ bytes: UnsafeRawBufferPointer) -> String? {
    func begins(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }
    if bytes.isEmpty { return "the file is empty — fetch it again" }
    if bytes.count > 262, bytes[257..<262].elementsEqual("ustar".utf8) {
      return
        "a tar archive, as PyTorch before 0.1.8 wrote them — save it again with a later version"
    }
    if bytes.first == 0x80, bytes.count > 1, (2...5).contains(bytes[1]) {
      return "a bare pickle, not a file of torch.save — save a state dict with torch.save"
    }
    if begins("version https://git-lfs") {
      return "a Git LFS pointer, not the file itself — fetch it with 'git lfs pull'"
    }
    if bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) {
      return "an HDF5 file — convert it to safetensors"
    }
    if bytes.starts(with: [0x1F, 0x8B]) { return "packed with gzip — unpack it first" }
    // The header of safetensors has its opening brace at byte 8.
    let isSafetensors = bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
    if !isSafetensors, let first = bytes.first(where: { !" \t\r\n".utf8.contains($0) }),
      first == UInt8(ascii: "<")
    {
      return "looks like HTML, not like a checkpoint — the download answered with a page"
    }
    return nil
  }
}
