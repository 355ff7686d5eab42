import Foundation
import Support
import Testing

@Suite("Checkpoints made to do harm")
struct HostileWeightsTests {
  let folder: Folder

  init() throws {
    folder = try Folder()
  }

  @Test(
    "W1: forty payloads are refused by name, and no program is started and nothing connected to",
    .enabled(if: Tool.strace != nil, "strace is not here, or may not trace"))
  func payloads() throws {
    let payloads = PicklePayload.all(running: "touch \(folder.file("marker"))")
    #expect(payloads.count == 40)
    for (index, payload) in payloads.enumerated() {
      let file =
        index.isMultiple(of: 2)
        ? PickleBytes.stream(payload.body)
        : ZipBytes.archive([("a/data.pkl", PickleBytes.pickle(payload.body))])
      try folder.write("evil.pth", file)
      let (call, events) = try Command.traced(["weights", "inspect", "./evil.pth"], in: folder)
      #expect(call.status == 65, "\(payload): \(call.errors)")
      #expect(call.output.isEmpty)
      #expect(call.errors.contains(payload.refusal), "\(payload): \(call.errors)")
      #expect(call.errors.split(separator: "\n").count == 1, "\(payload): \(call.errors)")
      #expect(events.isEmpty, "\(payload): \(events)")
      #expect(!folder.has("marker"), "\(payload)")
    }
  }

  @Test(
    "W1: a tracer would show a program that is started",
    .enabled(if: Tool.strace != nil, "strace is not here, or may not trace"))
  func tracer() throws {
    // What the other tests rely on; the port is closed.
    let zoo = try PublishedFile([1], at: "http://127.0.0.1:9/file", in: folder).executable
    let (call, events) = try Command.traced(
      ["-c", "/bin/true; '\(zoo)' weights pull test"], in: folder, executable: "/bin/sh")
    #expect(call.status == 69, "\(call.errors)")
    #expect(events.count { $0.contains("execve(") } == 2, "\(events)")
    #expect(events.contains { $0.contains("connect(") }, "\(events)")
  }

  /// The address space, in KiB, in which a small file is read; bombs get no more.
  private static let memory = 500_000

  /// The refusal of a file within half a gigabyte of addresses and 5 s of computing.
  private func expectRefusal(_ name: String, _ bytes: [UInt8], _ message: String) throws {
    try folder.write("bomb.pth", bytes)
    // Each thread that allocates would reserve another 64 MB of addresses.
    let call = try Command(
      ["weights", "inspect", "./bomb.pth"], in: folder, memoryLimit: Self.memory,
      under: Tool.within(processorSeconds: 5), environment: ["MALLOC_ARENA_MAX": "1"])
    #expect(call.status == 65, "\(name): \(call.errors)")
    #expect(call.errors.contains(message), "\(name): \(call.errors)")
    #expect(call.errors.utf8.count < 2000)
  }

  @Test("W3: bombs of the memo, of marks and of nesting are refused in 500 MB and 5 s")
  func memoBombs() throws {
    let doubling: [UInt8] = (0..<60).flatMap { [0x71, UInt8($0), 0x68, UInt8($0), 0x86] }
    // x = [x, x], with names: a deep copy would have 2⁶⁰ elements.
    let lists: [UInt8] = (0..<60).flatMap {
      [0x71, UInt8($0), 0x30, 0x28, 0x68, UInt8($0), 0x68, UInt8($0), 0x6C]
    }
    func many(_ code: UInt8) -> [UInt8] { [UInt8](repeating: code, count: 10_000_000) }
    func check(_ name: String, _ body: [UInt8], _ message: String) throws {
      try expectRefusal(name, PickleBytes.stream(body), message)
    }
    try check("doubled tuples", [0x29] + doubling, "not a dictionary")
    try check("doubled lists", [0x5D] + lists, "not a dictionary")
    try check("memo of 2³² − 1", [0x4E, 0x72, 0xFF, 0xFF, 0xFF, 0xFF], "not a dictionary")
    try check("absent memo", [0x6A, 0xFF, 0xFF, 0xFF, 0xFF], "no value 4294967295 in the memo")
    try check("10⁷ marks", many(0x28), "more than 1000000")
    try check("10⁷ tuples", many(0x29), "more than 1000000")
    try check("10⁷ tuples of tuples", [0x29] + many(0x85), "more than")
    try check("10⁷ copies", [0x4E] + many(0x32), "more than 1000000")
    try check("10⁷ notes", [0x4E] + many(0x94), "more than 1000000")
    try check("a text of 4 GB", [0x58, 0xFF, 0xFF, 0xFF, 0xFF], "truncated")
    let huge = [UInt8](repeating: 0xFF, count: 8)
    try check("bytes of 2⁶³", [0x8E] + huge, "a size beyond 2⁶³")
    try check("an integer of 2 GB", [0x8B, 0xFF, 0xFF, 0xFF, 0x7F], "truncated")
    try check("an integer of −1 bytes", [0x8B, 0xFF, 0xFF, 0xFF, 0xFF], "a negative size")
  }

  @Test("W14: headers that lie about their length cost neither memory nor time")
  func headers() throws {
    for length in [1 << 20, 99_999_999, 1 << 32, Int.max, -1] {
      try expectRefusal(
        "\(length)", ZipBytes.bytes(length, 8) + Array("{}".utf8),
        length == -1 || length > 100_000_000 ? "at most 100000000" : "truncated")
    }
  }

  @Test("W7: a small file that claims a trillion elements is refused in little memory")
  func trillion() throws {
    let storage = PickleBytes.storage(count: 6)
    for (shape, strides) in [
      ([1_000_000_000_000], [0]), ([1_000_000, 1_000_000], [0, 0]), ([1 << 25], [0]),
    ] as [([Int64], [Int64])] {
      let body = PickleBytes.dictionary([
        ("w", PickleBytes.tensor(storage, shape: shape, strides: strides))
      ])
      let zeros = [UInt8](repeating: 0, count: 24)
      try expectRefusal(
        "\(shape)", PickleBytes.stream(body, after: PickleBytes.storages([("0", 6, zeros)])),
        "does not fit its storage of 6 elements")
    }
  }
}
