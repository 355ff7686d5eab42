import Glibc

/// The lines of standard input, each as soon as it is there; nothing behind the last line feed is none.
struct StandardInputLines {
  /// Those that were read and not yet given.
  private var lines: [[UInt8]] = []
  /// The beginning of the next one.
  private var rest: [UInt8] = []
  private var isAtEnd = false

  /// The next lines: it waits for one, and takes more only while they are there.
  ///
  /// - Parameter limit: The most lines.
  /// - Returns: The lines without their line feeds, empty ones too; none at the end.
  /// - Throws: `Failure`, where standard input cannot be read.
  mutating func next(atMost limit: Int) throws(Failure) -> [[UInt8]] {
    while lines.count < limit, !isAtEnd, lines.isEmpty || Self.isReady { try read() }
    let next = Array(lines.prefix(limit))
    lines.removeFirst(next.count)
    return next
  }

  /// Whether reading would not wait; at the end it does not either.
  private static var isReady: Bool {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0
  }

  private mutating func read() throws(Failure) {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
    while count < 0, errno == EINTR { count = Glibc.read(STDIN_FILENO, &bytes, bytes.count) }
    guard count >= 0 else {
      throw Failure(
        .inputOutput,
        "cannot read standard input: \(String(cString: strerror(errno))) — give it a file or a pipe"
      )
    }
    var start = 0
    while let end = bytes[start..<count].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(rest + bytes[start..<end])
      rest = []
      start = end + 1
    }
    rest += bytes[start..<count]
    guard count == 0 else { return }
    isAtEnd = true
    if !rest.isEmpty { lines.append(rest) }
  }
}
