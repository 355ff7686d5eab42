import Glibc

/// The two streams: results go to standard output, everything else to standard error.
enum Console {
  /// Whether standard error is a terminal, where a line can be drawn again.
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Takes the numbers of the three streams where they were started closed: the next file opened would
  /// get one of them, and what is told would end up in it.
  static func claimStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(stream, F_GETFD) < 0 && errno == EBADF {
      // In the direction in which nothing goes, so that the closed stream stays an error.
      _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes a line of results for people: control characters, which names may hold, as escapes.
  ///
  /// - Throws: `Failure`, when the line did not arrive (a full disk, a closed stream).
  static func result(_ line: String) throws(Failure) {
    try output(printable(line))
  }

  /// Writes results for programs as they are, such as JSON, or a path alone, and a line feed.
  ///
  /// - Throws: `Failure`, when they did not arrive.
  static func output(_ text: String) throws(Failure) {
    guard write(text + "\n", to: STDOUT_FILENO) else {
      throw Failure(
        .inputOutput, "cannot write standard output: \(String(cString: strerror(errno)))")
    }
  }

  /// Tells the user something that is no result.
  static func note(_ line: String) {
    _ = write(self.line(line), to: STDERR_FILENO)
  }

  /// Warns of what is wrong with weights.
  static func warn(_ warnings: [String], about name: String) {
    for warning in warnings { note("zoo: warning: \(name): \(warning)") }
  }

  /// A line as it is written to standard error: a bar may stand there, which is drawn again.
  static func line(_ text: String) -> String {
    (isTerminal ? "\r\u{1B}[K" : "") + printable(text) + "\n"
  }

  /// Writes text to standard error as it is, control characters included.
  static func draw(_ text: String) {
    _ = write(text, to: STDERR_FILENO)
  }

  /// Tells why the command ends.
  static func error(_ failure: Failure) {
    note("zoo: error: \(failure)")
  }

  /// The text on one line: control characters are shown as escapes.
  private static func printable(_ text: String) -> String {
    String(
      text.unicodeScalars.reduce(into: String.UnicodeScalarView()) { result, scalar in
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator:
          result.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
        default: result.append(scalar)
        }
      })
  }

  /// Writes all bytes of `text`; false when the system refuses, with `errno` set.
  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
      return true
    }
  }
}
