import Files
import Foundation
import Glibc
import Support
import Testing

@Suite struct DownloadTests {
  private static let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
  private static let tag = "\"one\""

  /// What came of a download.
  private struct Outcome {
    let error: FileError?
    /// The names in the folder of the destination, and the file's content.
    let names: [String]
    let content: [UInt8]?
    let requests: [String]

    /// The file is there, right, and alone.
    func expectContent(_ location: SourceLocation = #_sourceLocation) {
      #expect(error == nil, sourceLocation: location)
      #expect(names == ["file"], sourceLocation: location)
      #expect(content == DownloadTests.content, sourceLocation: location)
    }

    /// The download failed with 69 and all that a user needs, and nothing was left.
    func expectRefusal(_ text: String, _ location: SourceLocation = #_sourceLocation) {
      let message = error?.description ?? "no error"
      #expect(error?.exitCode == 69, "\(message)", sourceLocation: location)
      #expect(message.contains(text), "\(message)", sourceLocation: location)
      #expect(message.contains("http://127.0.0.1:"), "\(message)", sourceLocation: location)
      #expect(message.contains("200000 bytes, SHA-256 "), "\(message)", sourceLocation: location)
      #expect(message.contains("/deep/file by hand"), "\(message)", sourceLocation: location)
      #expect(names == [], "\(message)", sourceLocation: location)
    }
  }

  /// Runs a download from a server of `answers`.
  private func download(
    _ answers: [LocalServer.Answer], part: [UInt8]? = nil, partTag: String? = tag,
    change: (inout Download) -> Void = { _ in }
  ) async throws -> Outcome {
    try await withFolder { folder in
      let server = try LocalServer(answers)
      defer { server.stop() }
      let path = folder + "/deep/file"
      if let part {
        try createFolder(folder + "/deep")
        try Data(part).write(to: URL(fileURLWithPath: path + ".part"))
        if let partTag {
          try Data(partTag.utf8).write(to: URL(fileURLWithPath: path + ".part.tag"))
        }
      }
      var download = Download(
        url: server.url, to: path, sha256: sha256(of: Self.content), byteCount: Self.content.count)
      download.connectTimeout = .seconds(2)
      download.firstPause = .milliseconds(50)
      change(&download)
      var failure: FileError?
      do throws(FileError) {
        try await download.run()
      } catch {
        failure = error
      }
      return Outcome(
        error: failure, names: (try? names(in: folder + "/deep")) ?? [],
        content: (try? Data(contentsOf: URL(fileURLWithPath: path))).map { [UInt8]($0) },
        requests: server.requests)
    }
  }

  @Test("a file arrives, checked, and nothing else remains")
  func plain() async throws {
    let outcome = try await download([.content(Self.content, tag: Self.tag)])
    outcome.expectContent()
    #expect(outcome.requests.count == 1)
  }

  // MARK: Wrong files

  @Test("N1: a wrong file never gets the name, and no part of it is left")
  func wrong() async throws {
    let page = Array("<html>sorry</html>".utf8)
    var changed = Self.content
    changed[100_000] ^= 1
    for (content, text) in [
      (page, "18"), ([], "0"), ([1], "1"), (Array(Self.content.dropLast()), "199999"),
      (Self.content.reversed(), "its SHA-256 is "), (changed, "its SHA-256 is "),
      (Self.content + [1], "it has more than 200000 bytes"),
    ] as [([UInt8], String)] {
      let isShort = content.count < Self.content.count
      // The server says how much it sends, or closes the connection after it.
      for (answer, shortText) in [
        (
          LocalServer.Answer.content(content, tag: Self.tag),
          "it has \(text) bytes instead of 200000"
        ),
        (
          .raw(Array("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".utf8) + content),
          "the connection ended after \(text) of 200000 bytes"
        ),
      ] {
        let outcome = try await download([answer]) { $0.attemptCount = 1 }
        outcome.expectRefusal(isShort ? shortText : text)
      }
    }
  }

  @Test("N1: where only the hash is known, it decides")
  func hashAlone() async throws {
    for content in [Array("<html>sorry</html>".utf8), [], Self.content + [1]] {
      let outcome = try await download([.content(content, tag: Self.tag)]) {
        $0 = Download(url: $0.url, to: $0.destination, sha256: $0.sha256)
      }
      #expect(outcome.error?.exitCode == 69)
      #expect(outcome.error?.description.contains("its SHA-256 is") == true)
      #expect(outcome.names == [])
    }
  }

  @Test("N1: a file that is sent on and on is stopped at its size")
  func endless() async throws {
    let outcome = try await download([
      .raw(Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + [UInt8](repeating: 1, count: 20_000_000))
    ])
    outcome.expectRefusal("it has more than 200000 bytes")
  }

  @Test("N1: a file that was there and is right is kept, a wrong one is replaced")
  func present() async throws {
    for (content, count) in [(Self.content, 0), ([1, 2, 3], 1)] {
      try await withFolder { folder in
        let server = try LocalServer([.content(Self.content, tag: Self.tag)])
        defer { server.stop() }
        try Data(content).write(to: URL(fileURLWithPath: folder + "/file"))
        try await Download(
          url: server.url, to: folder + "/file", sha256: sha256(of: Self.content),
          byteCount: Self.content.count
        ).run()
        #expect(server.requests.count == count)
        #expect(
          try Data(contentsOf: URL(fileURLWithPath: folder + "/file")) == Data(Self.content))
      }
    }
  }

  // MARK: Going on

  @Test("N2: an interrupted download goes on where it stopped")
  func resume() async throws {
    let cut = try await download([
      .cut(Self.content, after: 50_000, tag: Self.tag), .content(Self.content, tag: Self.tag),
    ])
    cut.expectContent()
    #expect(cut.requests.count == 2)
    #expect(cut.requests.last?.contains("Range: bytes=") == true)
    for count in [1, 1000, 199_999] {
      let outcome = try await download(
        [.content(Self.content, tag: Self.tag)], part: Array(Self.content[..<count]))
      outcome.expectContent()
      #expect(outcome.requests.count == 1)
      #expect(outcome.requests.first?.contains("Range: bytes=\(count)-") == true)
      #expect(outcome.requests.first?.contains("If-Range: \(Self.tag)") == true)
    }
  }

  @Test("N2: tags without quotation marks and dates tell versions apart as well")
  func otherValidators() async throws {
    let part = Array(Self.content[..<1000])
    let bare = try await download(
      [.cut(Self.content, after: 90_000, tag: "one"), .content(Self.content, tag: "one")])
    bare.expectContent()
    #expect(bare.requests.count == 2)
    #expect(bare.requests.last?.contains("If-Range: one\r\n") == true)
    let date = "Wed, 21 Oct 2015 07:28:00 GMT"
    for (dates, count) in [([date], 1), (["Thu, 22 Oct 2015 07:28:00 GMT"], 2), ([], 1)]
      as [([String], Int)]
    {
      let range = "Content-Range: bytes 1000-199999/200000\r\n"
      let headers = dates.map { "Last-Modified: \($0)\r\n" }.joined() + range
      let head = LocalServer.head(206, 199_000, "W/\"weak\"", headers)
      let dated = try await download(
        [.raw(head + Self.content[1000...]), .content(Self.content, tag: Self.tag)],
        part: part, partTag: date)
      dated.expectContent()
      #expect(dated.requests.count == count)
      #expect(dated.requests.first?.contains("If-Range: \(date)\r\n") == true)
    }
  }

  @Test("N2: all of it that lacks only its name is not fetched again")
  func complete() async throws {
    let outcome = try await download([.status(500)], part: Self.content)
    outcome.expectContent()
    #expect(outcome.requests.isEmpty)
  }

  @Test("N2: a server that ignores ranges, or has another file, sends all of it")
  func restart() async throws {
    let wrong = [UInt8](repeating: 9, count: 1000)
    // A part of another version; one whose version nobody knows; a server without ranges.
    for (answer, tag) in [
      (.content(Self.content, tag: Self.tag), "\"zero\""),
      (.content(Self.content, tag: Self.tag), nil), (.whole(Self.content, tag: Self.tag), Self.tag),
      (.whole(Self.content, tag: "W/\"weak\""), Self.tag),
    ] as [(LocalServer.Answer, String?)] {
      let outcome = try await download([answer], part: wrong, partTag: tag)
      outcome.expectContent()
      #expect(outcome.requests.count == 1)
    }
  }

  @Test("N2: an answer of another range, another version or 416 starts again")
  func otherRange() async throws {
    let part = Array(Self.content[..<1000])
    let rest = Self.content[1000...]
    func partial(_ range: String, tag: String = Self.tag) -> LocalServer.Answer {
      .raw(LocalServer.head(206, rest.count, tag, "Content-Range: \(range)\r\n") + rest)
    }
    for answer in [
      partial("bytes 0-199999/200000"), partial("bytes 2000-199999/200000"),
      partial("bytes */200000"),
      partial("elephants 1000-199999/200000"), partial(""), partial("bytes -1000/200000"),
      partial("bytes 99999999999999999999-1/2"),
      partial("bytes 1000-199999/200000", tag: "\"two\""),
      .status(416), .status(416, headers: "Content-Range: bytes */500\r\n"),
    ] {
      let outcome = try await download(
        [answer, .content(Self.content, tag: "\"two\"")], part: part)
      outcome.expectContent()
      #expect(outcome.requests.count == 2)
      #expect(outcome.requests.last?.contains("Range:") == false)
    }
  }

  @Test("N2: an answer that says it is longer than any file is taken for what it brings")
  func immense() async throws {
    let range = "Content-Range: bytes 1000-199999/200000\r\n"
    // Beyond 2⁶³ − 513 Foundation itself traps.
    let answer = LocalServer.head(206, .max - 700, Self.tag, range) + Self.content[1000...]
    let outcome = try await download(
      [.raw(answer), .content(Self.content, tag: Self.tag)], part: Array(Self.content[..<1000]))
    outcome.expectContent()
  }

  @Test("N2: a server that has nothing but 416 is not asked for ever")
  func eternal() async throws {
    let outcome = try await download([.status(416)], part: Array(Self.content[..<1000])) {
      $0.attemptCount = 2
    }
    outcome.expectRefusal("another range")
    #expect(outcome.requests.count == 2)
  }

  @Test("N2: a file that shrank, or a part that is too long, starts again and is checked")
  func shrunk() async throws {
    let small = Array(Self.content[..<500])
    let outcome = try await download(
      [.content(small, tag: Self.tag)], part: Array(Self.content[..<1000]))
    outcome.expectRefusal("it has 500 bytes instead of 200000")
    let long = try await download(
      [.content(Self.content, tag: Self.tag)], part: Self.content + [1, 2, 3])
    long.expectContent()
  }

  @Test("N2: a part that is wrong is thrown away with the file, and the next run is right")
  func wrongPart() async throws {
    let wrong = [UInt8](repeating: 9, count: 1000)
    let outcome = try await download([.content(Self.content, tag: Self.tag)], part: wrong)
    outcome.expectRefusal("it was thrown away")
  }

  // MARK: Servers

  @Test("N4: a busy server is asked again, after the time that it names", arguments: [429, 503])
  func busy(code: Int) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let outcome = try await download([
      .status(code, headers: "Retry-After: 0\r\n"), .status(code, headers: "Retry-After: 2\r\n"),
      .content(Self.content, tag: Self.tag),
    ])
    outcome.expectContent()
    #expect(outcome.requests.count == 3)
    #expect(clock.now - start >= .seconds(2))
  }

  @Test("N4: without a time, or with an odd one, pauses double")
  func backOff() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let outcome = try await download([
      .status(503), .status(429, headers: "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n"),
      .status(500),
    ]) {
      $0.attemptCount = 3
      $0.firstPause = .milliseconds(500)
    }
    outcome.expectRefusal("the server answers 500")
    #expect(outcome.requests.count == 3)
    #expect(clock.now - start >= .milliseconds(1500))
  }

  @Test("N4: a server without the file is asked once", arguments: [400, 401, 403, 404, 410, 451])
  func missing(code: Int) async throws {
    let outcome = try await download([.status(code)])
    outcome.expectRefusal("the server answers \(code)")
    #expect(outcome.requests.count == 1)
  }

  @Test("N4: a silent server, a closed port, a name nobody has and a broken TLS end the download")
  func unreachable() async throws {
    let silent = try await download([.silence]) { $0.connectTimeout = .seconds(1) }
    silent.expectRefusal("no answer within 1.0 seconds")
    try await withFolder { folder in
      let server = try LocalServer([.raw(Array("this is no TLS".utf8))])
      defer { server.stop() }
      for url in [
        "http://127.0.0.1:9/x", "http://name.invalid/x",
        "https://127.0.0.1:\(server.port)/x",
      ] {
        var download = Download(url: url, to: folder + "/x", sha256: "00", byteCount: 7)
        download.connectTimeout = .seconds(5)
        var failure: FileError?
        do throws(FileError) {
          try await download.run()
        } catch {
          failure = error
        }
        #expect(failure?.exitCode == 69)
        let message = failure?.description ?? ""
        #expect(message.contains("cannot fetch \(url): "), "\(message)")
        #expect(message.contains("put the file, 7 bytes, SHA-256 00"), "\(message)")
        #expect(message.hasSuffix(" at \(folder)/x by hand"), "\(message)")
        let left = (try? names(in: folder)) ?? []
        #expect(left == [])
      }
    }
  }

  @Test("N4: a connection that stalls, or creeps, is given up and taken up again")
  func stalled() async throws {
    for answer in [
      LocalServer.Answer.stalled(Self.content, at: 50_000, tag: Self.tag),
      .slow(Self.content, pieces: 20, pause: 0.1, tag: Self.tag),
    ] {
      // Twenty seconds, of those in which tasks get to run: beside other tests they may have to wait.
      let watch = Task {
        for _ in 0..<200 { try await Task.sleep(for: .milliseconds(100)) }
      }
      defer { watch.cancel() }
      let outcome = try await download([answer, .content(Self.content, tag: Self.tag)]) {
        $0.stallTimeout = .seconds(1)
      }
      outcome.expectContent()
      #expect(outcome.requests.count == 2)
      #expect(outcome.requests.last?.contains("Range: bytes=") == true)
      watch.cancel()
      await #expect(throws: CancellationError.self, "it took too long") { try await watch.value }
    }
  }

  @Test("N4: a connection that is slow but steady is left alone")
  func steady() async throws {
    // Longer than it may stall; on a machine with much to do, a piece may be seconds late.
    let outcome = try await download([
      .slow(Self.content, pieces: 20_000, pause: 0.6, tag: Self.tag)
    ]) { $0.stallTimeout = .seconds(5) }
    outcome.expectContent()
    #expect(outcome.requests.count == 1)
  }

  @Test("N4: what is no HTTP is refused")
  func noHTTP() async throws {
    for bytes in [Array("220 ftp\r\n".utf8), [0, 1, 2], [], Array("HTTP/1.1 200".utf8)] {
      let outcome = try await download([.raw(bytes)]) { $0.attemptCount = 1 }
      #expect(outcome.error?.exitCode == 69, "\(outcome.error?.description ?? "no error")")
      #expect(outcome.names == [])
    }
  }

  @Test("N3: redirections to other schemes or without an end are refused")
  func redirection() async throws {
    for target in ["file:///etc/passwd", "/again", "ftp://127.0.0.1/x", "gopher://127.0.0.1:1/x"] {
      let outcome = try await download([.status(302, headers: "Location: \(target)\r\n")])
      #expect(outcome.error != nil)
      #expect(outcome.names == [])
      #expect(outcome.requests.count <= 6)
    }
    let moved = try await download([
      .status(302, headers: "Location: /other\r\n"), .content(Self.content, tag: Self.tag),
    ])
    moved.expectContent()
  }

  @Test("N5: waiting for another process ends where it is cancelled")
  func cancelled() async throws {
    try await withFolder { folder in
      let descriptor = open(folder + "/file.part", O_RDWR | O_CREAT, 0o600)
      defer { close(descriptor) }
      try #require(flock(descriptor, LOCK_EX) == 0)
      let download = Download(
        url: "http://127.0.0.1:1/", to: folder + "/file", sha256: sha256(of: Self.content))
      let task = Task { try await download.run() }
      try await Task.sleep(for: .milliseconds(300))
      let start = ContinuousClock.now
      task.cancel()
      let result = await task.result
      #expect(ContinuousClock.now - start < .seconds(5))
      #expect { try result.get() } throws: { "\($0)".contains("interrupted") }
    }
  }

  @Test("N5: two downloads of one file share it")
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
