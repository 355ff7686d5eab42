import Foundation
import Images
import Support
import Testing

@Suite("Downloads that fail")
struct DownloadTests {
  let folder: Folder

  private static let content = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
  private static let tag = "\"one\""

  init() throws {
    folder = try Folder()
  }

  private var part: String { folder.file("home/weights/test.safetensors.part") }

  /// The bytes of the part that is there.
  private var partCount: Int {
    let facts = try? FileManager.default.attributesOfItem(atPath: part)
    return (facts?[.size] as? Int) ?? 0
  }

  @Test("N2: a process that is killed at 20 points of a download goes on at each of them")
  func kills() throws {
    let points = (0..<20).map { $0 * Self.content.count / 20 + ($0 % 3) }
    let server = try LocalServer(
      points.map { .stalled(Self.content, at: $0, tag: Self.tag) }
        + [.content(Self.content, tag: Self.tag)])
    defer { server.stop() }
    let file = try PublishedFile(Self.content, at: server.url, in: folder)
    for (index, point) in points.enumerated() {
      let process = Process()
      process.executableURL = URL(filePath: file.executable)
      process.arguments = ["weights", "pull", "test", "--quiet"]
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["ZOO_HOME": folder.file("home"), "SWIFT_BACKTRACE": "enable=no"]
      ) { $1 }
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      let start = ContinuousClock.now
      while partCount < point || server.requests.count <= index {
        try #require(ContinuousClock.now - start < .seconds(30), "at \(partCount), not \(point)")
        usleep(2000)
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(partCount == point)
      #expect(!FileManager.default.fileExists(atPath: file.path))
    }
    let last = try Command(
      ["weights", "pull", "test"], in: folder, executable: file.executable)
    #expect(last.status == 0, "\(last.errors)")
    #expect(try [UInt8](Data(contentsOf: URL(filePath: file.path))) == Self.content)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("home/weights"))
    #expect(names == ["test.safetensors"])
    // Each went on where the one before was killed.
    let requests = server.requests
    #expect(requests.count == points.count + 1)
    for (request, point) in zip(requests.dropFirst(), points) where point > 0 {
      #expect(request.contains("Range: bytes=\(point)-"), "\(request)")
    }
  }

  @Test("N1: what is not the published file is refused with 69, and nothing of it stays")
  func wrong() throws {
    let page = Array("<html>not found</html>".utf8)
    for content in [page, [], Self.content + [0], Self.content.reversed()] {
      let server = try LocalServer([.content(content, tag: Self.tag)])
      defer { server.stop() }
      let file = try PublishedFile(Self.content, at: server.url, in: folder)
      let call = try Command(["weights", "pull", "test"], in: folder, executable: file.executable)
      try expectUnavailable(call, file, server.url)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("home/weights"))
      #expect(names == [])
    }
  }

  /// One line that says what was to be fetched from where, and where to put it by hand; with 69.
  private func expectUnavailable(
    _ call: Command, _ file: PublishedFile, _ url: String,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(call.status == 69, "\(call.errors)", sourceLocation: location)
    #expect(call.output.isEmpty, sourceLocation: location)
    let lines = call.errors.split(separator: "\n")
    #expect(lines.count == 1, "\(call.errors)", sourceLocation: location)
    for text in [
      "zoo: error: cannot fetch \(url): ", "1000000 bytes", "SHA-256 \(file.hash)",
      "at \(file.path) by hand",
    ] {
      #expect(call.errors.contains(text), "\(call.errors)", sourceLocation: location)
    }
    #expect(!FileManager.default.fileExists(atPath: file.path), sourceLocation: location)
  }

  @Test("N4: a closed port and a proxy that is none end with 69 and the way by hand")
  func proxy() throws {
    let file = try PublishedFile(Self.content, at: "http://zoo.invalid/file", in: folder)
    for environment in [
      ["http_proxy": "http://127.0.0.1:9"], ["all_proxy": "http://127.0.0.1:9"],
      ["http_proxy": "nonsense://"],
    ] {
      let call = try Command(
        ["weights", "pull", "test"], in: folder, environment: environment,
        executable: file.executable)
      try expectUnavailable(call, file, "http://zoo.invalid/file")
    }
    let closed = try PublishedFile(Self.content, at: "http://127.0.0.1:9/file", in: folder)
    let call = try Command(["weights", "pull", "test"], in: folder, executable: closed.executable)
    try expectUnavailable(call, closed, "http://127.0.0.1:9/file")
  }

  @Test("N4: a file comes through a proxy that the environment names")
  func throughProxy() throws {
    let server = try LocalServer([.content(Self.content, tag: Self.tag)])
    defer { server.stop() }
    let file = try PublishedFile(Self.content, at: "http://zoo.invalid/file", in: folder)
    let call = try Command(
      ["weights", "pull", "test"], in: folder,
      environment: ["http_proxy": "http://127.0.0.1:\(server.port)"], executable: file.executable)
    #expect(call.status == 0, "\(call.errors)")
    #expect(server.requests.first?.hasPrefix("GET http://zoo.invalid/file ") == true)
  }

  @Test(
    "N4: without a network a download ends with 69 and the way by hand",
    .enabled(if: Tool.unshare != nil, "networks of one's own are not allowed here"))
  func offline() throws {
    for url in ["http://203.0.113.7/file", "https://zoo.invalid/file", "http://127.0.0.1:80/file"] {
      let file = try PublishedFile(Self.content, at: url, in: folder)
      let call = try Command(
        ["weights", "pull", "test"], in: folder,
        under: ["/usr/bin/timeout", "-k", "1", "60"] + Tool.withoutNetwork,
        executable: file.executable)
      try expectUnavailable(call, file, url)
    }
  }

  @Test("N4: with --offline nothing is connected to, and the command that would is named")
  func neverConnects() throws {
    let server = try LocalServer([.content(Self.content, tag: Self.tag)])
    defer { server.stop() }
    let file = try PublishedFile(Self.content, at: server.url, in: folder)
    for arguments in [
      ["weights", "pull", "test", "--offline"],
      ["classify", "vgg16", "--weights", "test", "--sample", "--offline"],
      ["classify", "vgg16", "--sample", "--offline"],
      ["finetune", "vgg16", "--sample", "--mode", "transfer", "--offline"],
      ["finetune", "vgg16", "--data", "ants_bees", "--weights", "test", "--offline"],
    ] {
      let call = try Command(arguments, in: folder, executable: file.executable)
      #expect(call.status == 69, "\(call.errors)")
      #expect(call.output.isEmpty)
      #expect(call.errors.contains("zoo weights pull test"), "\(call.errors)")
    }
    #expect(!folder.has("runs"))
    // A training for which no weights are named begins with random ones, and says so.
    let training = try Command(
      ["finetune", "vgg16", "--sample", "--width", "0.03125", "--limit", "6", "--batch-size", "3"]
        + ["--epochs", "1", "--offline"], in: folder, executable: file.executable)
    #expect(training.status == 0, "\(training.errors)")
    #expect(training.errors.contains("from random weights"), "\(training.errors)")
    #expect(training.errors.contains("zoo weights pull test"), "\(training.errors)")
    #expect(server.requests.isEmpty)
  }

  @Test(
    "N5: where the cache may not be written, the weights that ship take the place of fetched ones",
    .enabled(if: Tool.setpriv != nil, "rights cannot be given up here"))
  func closedCache() throws {
    try Image(width: 60, height: 60, fill: .white).writePNG(to: folder.file("a.png"))
    try FileManager.default.createDirectory(
      atPath: folder.file("closed"), withIntermediateDirectories: true)
    chmod(folder.file("closed"), 0o555)
    defer { chmod(folder.file("closed"), 0o700) }
    func call(_ arguments: [String], home: String = "closed/home") throws -> Command {
      try Command(
        arguments, in: folder, under: Tool.asAnybody,
        environment: ["ZOO_HOME": folder.file(home)])
    }
    let reason =
      "cannot write \(folder.file("closed/home")): Permission denied — choose another folder with "
      + "ZOO_HOME"
    let answer = try call(["classify", "vgg16", "a.png"])
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(answer.errors.contains("which ships with the zoo"), "\(answer.errors)")
    #expect(answer.errors.contains(reason), "\(answer.errors)")
    let other = try call(["classify", "vgg16", "a.png"], home: "a.png/home")
    #expect(other.status == 0, "\(other.errors)")
    #expect(other.errors.contains("which ships with the zoo"), "\(other.errors)")
    #expect(other.errors.contains("or another folder with ZOO_HOME"), "\(other.errors)")
    let data = ["finetune", "vgg16", "--data", "ants_bees", "--print-config"]
    let drawn = try call(data)
    #expect(drawn.status == 0, "\(drawn.errors)")
    #expect(drawn.errors.contains("a drawn sample takes its place: \(reason)"), "\(drawn.errors)")
    let refused = try call(data + ["--no-sample"])
    #expect(refused.status == 77 && refused.output.isEmpty, "\(refused.errors)")
    // Nothing takes the place of weights that are named.
    let pull = ["weights", "pull", "vgg16-397923af.pth"]
    for arguments in [pull, ["classify", "vgg16", "a.png", "--weights", "vgg16-397923af.pth"]] {
      let call = try call(arguments)
      #expect(call.status == 77, "\(call.status) \(call.errors)")
      #expect(call.errors == "zoo: error: \(reason)\n")
    }
  }

  @Test("N4: a busy server, and one that hangs up, are asked again")
  func busy() throws {
    let server = try LocalServer([
      .status(503, headers: "Retry-After: 1\r\n"), .status(429, headers: "Retry-After: 0\r\n"),
      .cut(Self.content, after: 400_000, tag: Self.tag), .content(Self.content, tag: Self.tag),
    ])
    defer { server.stop() }
    let file = try PublishedFile(Self.content, at: server.url, in: folder)
    let call = try Command(["weights", "pull", "test"], in: folder, executable: file.executable)
    #expect(call.status == 0, "\(call.errors)")
    #expect(server.requests.count == 4)
    #expect(server.requests.last?.contains("Range: bytes=400000-") == true)
    #expect(try [UInt8](Data(contentsOf: URL(filePath: file.path))) == Self.content)
  }
}
