import Foundation
import Glibc
import Synchronization

/// A web server of one file on this machine, with faults on demand.
public final class LocalServer: Sendable {
  /// How a request is answered.
  public enum Answer: Sendable {
    /// The content, or the range asked for.
    case content([UInt8], tag: String)
    /// The content, whatever range is asked for.
    case whole([UInt8], tag: String)
    /// The content, cut off after some bytes.
    case cut([UInt8], after: Int, tag: String)
    /// The content or the range asked for, up to a byte; the connection stays open.
    case stalled([UInt8], at: Int, tag: String)
    /// The content in pieces of some bytes, each after a pause.
    case slow([UInt8], pieces: Int, pause: Double, tag: String)
    /// A status without content.
    case status(Int, headers: String = "")
    /// These bytes, as they are.
    case raw([UInt8])
    /// Nothing, ever.
    case silence
  }

  public let port: UInt16
  private let listener: Int32
  private let answers: Mutex<[Answer]>
  private let heard = Mutex<[String]>([])
  /// Connections that stay open until the end.
  private let held = Mutex<[Int32]>([])

  /// Listens; answers are given in turn, the last one again and again.
  ///
  /// - Parameter answers: One or more.
  /// - Throws: Where no port is free.
  public init(_ answers: [Answer]) throws {
    self.answers = Mutex(answers)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    port = try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        guard bind(listener, pointer, length) == 0, listen(listener, 8) == 0,
          getsockname(listener, pointer, &length) == 0
        else { throw POSIXError(.EADDRINUSE) }
      }
      return UInt16(bigEndian: pointer.pointee.sin_port)
    }
    Thread.detachNewThread { [self] in serve() }
  }

  public var url: String { "http://127.0.0.1:\(port)/file" }

  /// The requests so far.
  public var requests: [String] { heard.withLock { $0 } }

  public func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    held.withLock { clients in
      for client in clients { close(client) }
      clients = []
    }
  }

  private func serve() {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { return }
      // The command's children must not keep a connection open.
      _ = fcntl(client, F_SETFD, FD_CLOEXEC)
      var buffer = [UInt8](repeating: 0, count: 8192)
      let count = read(client, &buffer, buffer.count)
      let request = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
      heard.withLock { $0.append(request) }
      let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
      respond(answer, to: request, client)
    }
  }

  private func respond(_ answer: Answer, to request: String, _ client: Int32) {
    switch answer {
    case .silence: held.withLock { $0.append(client) }
    case .stalled(let content, let end, let tag):
      let reply = reply(.content(content, tag: tag), to: request)
      _ = Self.send(reply.dropLast(content.count - end), to: client)
      held.withLock { $0.append(client) }
    case .slow(let content, let pieces, let pause, let tag):
      Thread.detachNewThread { [self] in
        var rest = reply(.content(content, tag: tag), to: request)[...]
        while !rest.isEmpty, Self.send(rest.prefix(pieces), to: client) {
          rest = rest.dropFirst(pieces)
          usleep(UInt32(pause * 1e6))
        }
        close(client)
      }
    default:
      _ = Self.send(reply(answer, to: request)[...], to: client)
      close(client)
    }
  }

  /// Sends all bytes; false where the other side has gone.
  private static func send(_ bytes: ArraySlice<UInt8>, to client: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = Glibc.send(
          client, bytes.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  private func reply(_ answer: Answer, to request: String) -> [UInt8] {
    switch answer {
    case .silence, .stalled, .slow: return []
    case .raw(let bytes): return bytes
    case .status(let code, let headers):
      return Array(
        "HTTP/1.1 \(code) X\r\n\(headers)Content-Length: 0\r\nConnection: close\r\n\r\n".utf8)
    case .content(let content, let tag):
      let range = request.firstMatch(of: /Range: bytes=(\d+)-/).flatMap { Int($0.1) }
      let isSame = request.contains("If-Range: \(tag)")
      guard let start = range, isSame else { return Self.head(200, content.count, tag) + content }
      guard start < content.count else {
        return reply(
          .status(416, headers: "Content-Range: bytes */\(content.count)\r\n"), to: request)
      }
      let part = "Content-Range: bytes \(start)-\(content.count - 1)/\(content.count)\r\n"
      return Self.head(206, content.count - start, tag, part) + content[start...]
    case .whole(let content, let tag): return Self.head(200, content.count, tag) + content
    case .cut(let content, let count, let tag):
      return Self.head(200, content.count, tag) + content.prefix(count)
    }
  }

  /// The head of an answer.
  public static func head(
    _ code: Int, _ count: Int, _ tag: String, _ more: String = ""
  ) -> [UInt8] {
    Array(
      ("HTTP/1.1 \(code) X\r\nContent-Length: \(count)\r\nETag: \(tag)\r\n\(more)"
        + "Connection: close\r\n\r\n").utf8)
  }
}
