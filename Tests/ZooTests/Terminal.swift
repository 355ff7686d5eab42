import Foundation
import Glibc
import Testing

/// A terminal that a test looks at.
final class Terminal {
  /// What a process writes to.
  let side: FileHandle

  /// `TIOCSPTLCK` and `TIOCGPTN` of ioctl_tty(2).
  private static let (unlock, name): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

  private let descriptor: Int32
  private var rest = ""

  init(columns: UInt16) throws {
    // Swift's module of glibc lacks `posix_openpt` and its relatives: Linux's calls behind them.
    descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (number, isLocked): (Int32, Int32) = (0, 0)
    try #require(ioctl(descriptor, Self.unlock, &isLocked) == 0)
    try #require(ioctl(descriptor, Self.name, &number) == 0)
    side = FileHandle(
      fileDescriptor: open("/dev/pts/\(number)", O_RDWR | O_NOCTTY), closeOnDealloc: true)
    resize(columns: columns)
  }

  deinit { close(descriptor) }

  /// Changes the width.
  func resize(columns: UInt16) {
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// What is written up to a text, at most a minute long.
  func read(until text: String) throws -> String {
    let end = ContinuousClock.now + .seconds(60)
    var bytes: [UInt8] = []
    while true {
      if let found = rest.range(of: text) {
        defer { rest = String(rest[found.upperBound...]) }
        return String(rest[..<found.lowerBound])
      }
      try #require(ContinuousClock.now < end, "\(rest)")
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard Glibc.poll(&poll, 1, 100) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { continue }
      // A character may be cut in two.
      bytes += buffer[..<count]
      if let decoded = String(validating: bytes, as: UTF8.self) {
        rest += decoded
        bytes = []
      }
    }
  }
}
