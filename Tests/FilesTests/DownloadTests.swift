import Files
import Foundation
import Testing

@Suite struct DownloadTests {
  private static let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
  private static let tag = "\"one\""

  /// Runs a download from a server of `answers`.
  private func download(
    _ answers: [LocalServer.Answer], hash: String? = nil, part: [UInt8]? = nil,
    partTag: String = tag,
    check: (Result<Void, FileError>, _ folder: String, [String]) throws -> Void
  ) async throws {
    try await withFolder { folder in
      let server = try LocalServer(answers)
      defer { server.stop() }
      let path = folder + "/deep/file"
      if let part {
        try createFolder(folder + "/deep")
        try Data(part).write(to: URL(fileURLWithPath: path + ".part"))
        try Data(partTag.utf8).write(to: URL(fileURLWithPath: path + ".part.tag"))
      }
      var download = Download(
        url: server.url, to: path, sha256: hash ?? sha256(of: Self.content),
        byteCount: Self.content.count)
      download.connectTimeout = .seconds(1)
      let result: Result<Void, FileError>
      do throws(FileError) {
        try await download.run()
        result = .success(())
      } catch {
        result = .failure(error)
      }
      try check(result, folder + "/deep", server.requests)
    }
  }

  private func expectEmpty(_ folder: String) {
    #expect((try? names(in: folder)) == [])
  }

  private func failure(of result: Result<Void, FileError>) -> FileError? {
    if case .failure(let error) = result { error } else { nil }
  }

  private func expectContent(_ result: Result<Void, FileError>, _ folder: String) throws {
    try result.get()
    #expect(try names(in: folder) == ["file"])
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder + "/file")) == Data(Self.content))
  }

  @Test("a file arrives, checked, and nothing else remains")
  func plain() async throws {
    try await download([.content(Self.content, tag: Self.tag)]) { result, folder, requests in
      try expectContent(result, folder)
      #expect(requests.count == 1)
    }
  }

  @Test("an interrupted download goes on where it stopped")
  func resume() async throws {
    let answers: [LocalServer.Answer] = [
      .cut(Self.content, after: 50_000, tag: Self.tag), .content(Self.content, tag: Self.tag),
    ]
    try await download(answers) { result, folder, requests in
      try expectContent(result, folder)
      #expect(requests.count == 2)
      #expect(requests.last?.contains("Range: bytes=") == true)
    }
    try await download(
      [.content(Self.content, tag: Self.tag)], part: Array(Self.content[..<1000])
    ) { result, folder, requests in
      try expectContent(result, folder)
      #expect(requests.first?.contains("Range: bytes=1000-") == true)
    }
  }

  @Test("when the file has changed, or the range is refused, it starts again")
  func restart() async throws {
    let wrong = [UInt8](repeating: 9, count: 1000)
    try await download(
      [.content(Self.content, tag: Self.tag)], part: wrong, partTag: "\"zero\""
    ) { result, folder, _ in try expectContent(result, folder) }
    try await download(
      [.status(416), .content(Self.content, tag: Self.tag)], part: wrong
    ) { result, folder, _ in try expectContent(result, folder) }
  }

  @Test("a wrong file never gets the name")
  func wrong() async throws {
    let page = Array("<html>sorry</html>".utf8)
    for answer in [page, [], Self.content.reversed(), Self.content + [1]] {
      try await download([.content(answer, tag: Self.tag)]) { result, folder, _ in
        #expect(failure(of: result) != nil)
        expectEmpty(folder)
      }
    }
  }

  @Test("a busy server is asked again, one without the file is not")
  func status() async throws {
    try await download(
      [.status(503, headers: "Retry-After: 0\r\n"), .content(Self.content, tag: Self.tag)]
    ) { result, folder, requests in
      try expectContent(result, folder)
      #expect(requests.count == 2)
    }
    try await download([.status(404)]) { result, folder, requests in
      let error = try #require(failure(of: result))
      #expect(error.exitCode == 69)
      #expect(error.description.contains("by hand"))
      #expect(requests.count == 1)
    }
  }

  @Test("redirections to other schemes or without an end are refused")
  func redirection() async throws {
    for target in ["file:///etc/passwd", "/again"] {
      try await download([.status(302, headers: "Location: \(target)\r\n")]) { result, folder, _ in
        #expect(failure(of: result) != nil)
        expectEmpty(folder)
      }
    }
  }

  @Test("a silent server and a closed port end the download")
  func silence() async throws {
    try await download([.silence]) { result, _, _ in
      let error = try #require(failure(of: result))
      #expect(error.description.contains("no answer"))
    }
    try await withFolder { folder in
      let closed = Download(url: "http://127.0.0.1:9/x", to: folder + "/x", sha256: "")
      var isRefused = false
      do { try await closed.run() } catch { isRefused = true }
      let found = (try? names(in: folder)) ?? []
      #expect(isRefused && found.isEmpty)
    }
  }

  @Test("two downloads of one file share it")
  func concurrent() async throws {
    try await withFolder { folder in
      let server = try LocalServer([.content(Self.content, tag: Self.tag)])
      defer { server.stop() }
      let download = Download(
        url: server.url, to: folder + "/file", sha256: sha256(of: Self.content))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<3 { group.addTask { try await download.run() } }
        try await group.waitForAll()
      }
      let found = (try? names(in: folder)) ?? []
      #expect(server.requests.count == 1 && found == ["file"])
    }
  }
}
