import Foundation
import Glibc
import Synchronization

/// A web server of one file on this machine, with faults on demand.
final class LocalServer: Sendable {
  /// How a request is answered.
  enum Answer: Sendable {
    /// The content, or the range asked for.
    case content([UInt8], tag: String)
    /// The content, cut off after some bytes.
    case cut([UInt8], after: Int, tag: String)
    /// A status without content.
    case status(Int, headers: String = "")
    /// Nothing, ever.
    case silence
  }

  let port: UInt16
  private let listener: Int32
  private let answers: Mutex<[Answer]>
  private let heard = Mutex<[String]>([])

  /// Listens; answers are given in turn, the last one again and again.
  init(_ answers: [Answer]) throws {
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

  var url: String { "http://127.0.0.1:\(port)/file" }

  /// The requests so far.
  var requests: [String] { heard.withLock { $0 } }

  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func serve() {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { return }
      var buffer = [UInt8](repeating: 0, count: 8192)
      let count = read(client, &buffer, buffer.count)
      let request = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
      heard.withLock { $0.append(request) }
      let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
      if case .silence = answer { continue }
      let reply = reply(answer, to: request)
      _ = reply.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      close(client)
    }
  }

  private func reply(_ answer: Answer, to request: String) -> [UInt8] {
    switch answer {
    case .silence: return []
    case .status(let code, let headers):
      return Array(
        "HTTP/1.1 \(code) X\r\n\(headers)Content-Length: 0\r\nConnection: close\r\n\r\n".utf8)
    case .content(let content, let tag):
      let range = request.firstMatch(of: /Range: bytes=(\d+)-/).flatMap { Int($0.1) }
      let isSame = request.contains("If-Range: \(tag)")
      guard let start = range, isSame, start < content.count else {
        return head(200, content.count, tag) + content
      }
      let part = "Content-Range: bytes \(start)-\(content.count - 1)/\(content.count)\r\n"
      return head(206, content.count - start, tag, part) + content[start...]
    case .cut(let content, let count, let tag):
      return head(200, content.count, tag) + content.prefix(count)
    }
  }

  private func head(_ code: Int, _ count: Int, _ tag: String, _ more: String = "") -> [UInt8] {
    Array(
      ("HTTP/1.1 \(code) X\r\nContent-Length: \(count)\r\nETag: \(tag)\r\n\(more)"
        + "Connection: close\r\n\r\n").utf8)
  }
}
