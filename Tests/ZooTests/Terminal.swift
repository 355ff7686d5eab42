import Foundation
import Glibc
import Testing

/// A terminal that a test looks at.
final class Terminal {
  /// What a process writes to.
  let side: FileHandle

  private let descriptor: Int32
  private var rest = ""

  init(columns: UInt16) throws {
    descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (lock, number) = (Int32(0), UInt32(0))
    // TIOCSPTLCK and TIOCGPTN: macros that Swift does not see.
    try #require(
      descriptor >= 0 && ioctl(descriptor, 0x4004_5431, &lock) == 0
        && ioctl(descriptor, 0x8004_5430, &number) == 0)
    let name = "/dev/pts/\(number)"
    side = FileHandle(fileDescriptor: open(name, O_RDWR | O_NOCTTY), closeOnDealloc: true)
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
