import Glibc

/// The bytes of a file, read-only: a private map of it, or a copy in memory.
///
/// A map costs nothing until it is read, and its pages can be given back; but a mapped file that
/// another process cuts short ends this one with SIGBUS, so a long-running server reads instead.
public final class MappedFile: @unchecked Sendable {
  // Unchecked: the memory is written before the initializer returns and never again.

  /// Where the bytes came from.
  public let path: String
  /// The content; valid as long as this object.
  public let bytes: UnsafeRawBufferPointer
  /// Whether the bytes are mapped, not copied.
  public let isMapped: Bool

  /// The number of bytes.
  public var count: Int { bytes.count }

  /// A copy of the bytes, which outlives this object.
  public var content: [UInt8] { withExtendedLifetime(self) { Array(bytes) } }

  /// Maps the file at `path`, or reads it into memory.
  ///
  /// - Parameters:
  ///   - path: A regular file.
  ///   - intoMemory: Whether to copy the content instead of mapping it.
  ///   - limit: The most bytes; a larger file is not read.
  /// - Throws: `FileError`, when there is no such file, it is too large or cannot be read.
  public init(
    _ path: String, intoMemory: Bool = false, atMost limit: Int = .max
  ) throws(FileError) {
    self.path = path
    // A pipe must not block the open.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError.reading(path) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw FileError.reading(path) }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .notFound("\(path): it is a folder — give a file")
    default: throw .notFound("\(path): it is no regular file — give a file")
    }
    let size = Int(facts.st_size)
    guard size <= limit else { throw .malformed("\(path): \(size) bytes, more than \(limit)") }
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      isMapped = false
      return
    }
    isMapped = !intoMemory
    if intoMemory {
      bytes = try Self.read(descriptor, size, path)
    } else {
      let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
      guard let base, base != MAP_FAILED else { throw FileError.reading(path) }
      bytes = UnsafeRawBufferPointer(start: base, count: size)
    }
  }

  /// Keeps a copy of `content`, which was unpacked from `path`.
  public init(content: [UInt8], path: String) {
    self.path = path
    isMapped = false
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 64)
    copy.copyBytes(from: content)
    bytes = UnsafeRawBufferPointer(copy)
  }

  deinit {
    guard let base = bytes.baseAddress else { return }
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
    } else {
      base.deallocate()
    }
  }

  /// Gives back the memory of the whole pages in `range`, which is not needed soon.
  ///
  /// Reading them again fetches them from the file. Does nothing to a copy.
  public func release(_ range: Range<Int>) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    guard isMapped, let base = bytes.baseAddress else { return }
    let range = range.clamped(to: 0..<count)
    let start = (range.lowerBound + page - 1) / page * page
    let end = range.upperBound == count ? count : range.upperBound / page * page
    guard start < end else { return }
    madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED)
  }

  private static func read(
    _ descriptor: Int32, _ size: Int, _ path: String
  ) throws(FileError) -> UnsafeRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    var done = 0
    while done < size, let base = copy.baseAddress {
      let step = Glibc.read(descriptor, base + done, size - done)
      if step > 0 {
        done += step
      } else if step == 0 || errno != EINTR {
        let error: FileError =
          step == 0
          ? .inputOutput("cannot read \(path): it ended at byte \(done) of \(size)")
          : .reading(path)
        copy.deallocate()
        throw error
      }
    }
    return UnsafeRawBufferPointer(copy)
  }
}
