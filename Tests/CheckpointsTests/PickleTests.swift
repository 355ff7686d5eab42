import Checkpoints
import Foundation
import Support
import Testing

/// Pickles are built by hand and put into legacy streams: no Python is needed.
@Suite struct PickleTests {
  private static func stream(
    _ body: [UInt8], after: [UInt8] = [0x80, 2, 0x5D, 0x2E]
  ) -> [UInt8] {
    PickleBytes.stream(body, after: after)
  }

  private static func global(_ module: String, _ name: String) -> [UInt8] {
    PickleBytes.global(module, name)
  }

  private static func text(_ text: String) -> [UInt8] { PickleBytes.text(text) }

  @Test(
    "W1: a pickle that names anything that could run is refused",
    arguments: [
      ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("builtins", "exec"),
      ("builtins", "getattr"), ("builtins", "__import__"), ("subprocess", "Popen"),
      ("torch.utils.collect_env", "run"), ("_codecs", "encode"), ("torch", "load"),
      ("torch", "storage"), ("torch.serialization", "load"), ("torch.hub", "load"),
      ("functools", "partial"), ("operator", "attrgetter"), ("runpy", "_run_code"),
      ("numpy", "load"), ("collections", "namedtuple"), ("collections.OrderedDict", "__init__"),
      ("torch._utils", "_rebuild_tensor_v2.__globals__"), ("", ""), ("importlib", "import_module"),
      ("webbrowser", "open"), ("ctypes", "CDLL"), ("pty", "spawn"), ("sys", "exit"),
      ("torch._utils", "_rebuild_wrapper_subclass"), ("torch.jit", "load"), ("marshal", "loads"),
      ("pickle", "loads"), ("code", "interact"), ("socket", "create_connection"),
      ("shutil", "rmtree"), ("tempfile", "mktemp"), ("asyncio", "run"), ("pdb", "run"),
      ("timeit", "timeit"), ("cProfile", "run"), ("torch", "_dynamo"), ("types", "FunctionType"),
    ])
  func forbiddenGlobal(module: String, name: String) throws {
    let call = Self.text("touch /tmp/never") + [0x85, 0x52]
    let message = try refusal(of: Self.stream(Self.global(module, name) + call))
    #expect(message.contains("global \(module).\(name) is not allowed (byte 27)"), "\(message)")
    let other = try refusal(of: Self.stream(PickleBytes.stackGlobal(module, name) + call))
    #expect(other.contains("global \(module).\(name) is not allowed"), "\(other)")
  }

  @Test("W1: a payload is refused wherever a file can have a pickle, and its marker never appears")
  func payloads() throws {
    try withFolder { folder in
      let marker = folder + "/marker"
      let payloads = PicklePayload.all(running: "touch \(marker)")
      #expect(payloads.count == 40)
      for payload in payloads {
        let harmless: [UInt8] = [0x7D]
        for file in [
          PickleBytes.stream(payload.body),
          PickleBytes.stream(harmless, system: payload.body),
          PickleBytes.stream(harmless, after: PickleBytes.pickle(payload.body)),
          ZipBytes.archive([("a/data.pkl", PickleBytes.pickle(payload.body))]),
          ZipBytes.archive([("a/data.pkl", PickleBytes.pickle(payload.body, version: 5))]),
        ] {
          let message = try refusal(of: file)
          #expect(message.contains(payload.refusal), "\(payload): \(message)")
        }
      }
      #expect(!FileManager.default.fileExists(atPath: marker))
    }
  }

  /// The opcodes of protocols 0 to 5.
  ///
  /// Source: CPython, `Lib/pickletools.py`.
  private static let opcodes = Set(
    "IJKMLSTUBCNVXFG]aelt)}dsu02(1ghjpqrcRbio.PQ".utf8 + Array(0x80...0x98))

  @Test("W2: of all 256 opcodes, those that could run code are refused by name", arguments: 0...255)
  func opcode(code: Int) throws {
    let body = [UInt8(code)] + [UInt8](repeating: 0, count: 16)
    for file in [Self.stream(body), ZipBytes.archive([("a/data.pkl", PickleBytes.pickle(body))])] {
      let message = try refusal(of: file)
      let start = file[0] == 0x50 ? 2 : 27
      let forbidden = [
        0x46: "float", 0x49: "int", 0x4C: "long", 0x50: "persid", 0x53: "string", 0x56: "unicode",
        0x67: "get", 0x69: "inst", 0x6F: "obj", 0x70: "put", 0x80: "proto", 0x82: "ext1",
        0x83: "ext2", 0x84: "ext4", 0x92: "newobjEx", 0x97: "nextBuffer", 0x98: "readonlyBuffer",
      ]
      if let name = forbidden[code] {
        #expect(message.contains("opcode \(name) (byte \(start))"), "\(message)")
      } else if !Self.opcodes.contains(UInt8(code)) {
        let digits = String(code, radix: 16)
        #expect(message.contains("unknown opcode 0x\(digits) (byte \(start))"), "\(message)")
      } else {
        // What is known goes on to something that cannot be: the place is named in any case.
        #expect(message.contains(/\(byte \d+\)|truncated at byte \d+/), "\(message)")
      }
    }
  }

  @Test(
    "W2: a file whose first byte is another is refused",
    arguments: ["plain.pth", "dict.legacy.pth"])
  func firstByte(name: String) throws {
    var bytes = try Fixtures.bytes(name)
    let first = bytes[0]
    for code: UInt8 in 0...255 where code != first {
      bytes[0] = code
      _ = try refusal(of: bytes)
    }
  }

  @Test("W2: protocols 2 to 5 are read, others are refused")
  func version() throws {
    let storage = PickleBytes.storage(count: 2, inArchive: true)
    let body = PickleBytes.dictionary([
      ("w", PickleBytes.tensor(storage, shape: [2], strides: [1]))
    ])
    let content: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]
    for version: UInt8 in 0...255 {
      let bytes = ZipBytes.archive([
        ("a/data.pkl", PickleBytes.pickle(body, version: version)), ("a/data/0", content),
      ])
      if (2...5).contains(version) {
        #expect(try tensors(of: bytes)["w"]?.floats() == [1, 2])
      } else {
        #expect(try refusal(of: bytes).contains("no pickle of protocol 2 to 5 (byte 0)"))
      }
    }
  }

  @Test("W2: calls, attributes and items for foreign things are refused")
  func foreign() throws {
    let orderedDict = Self.global("collections", "OrderedDict")
    let storage = Self.global("torch", "FloatStorage")
    func check(_ body: [UInt8], _ text: String) throws {
      #expect(try refusal(of: Self.stream(body)).contains(text), "\(text)")
    }
    let letter = Self.text("x")
    try check(letter + [0x29, 0x52], "opcode reduce")
    try check(orderedDict + [0x7D, 0x62], "opcode build")
    try check([0x29, 0x4E, 0x61], "opcode append")
    try check([0x4E, 0x4E, 0x4E, 0x73], "opcode setitem")
    try check(storage + [0x29, 0x81], "opcode newobj")
    try check(storage + [0x29, 0x52], "call of a type")
    try check(storage + [0x7D, 0x62], "opcode build")
    try check(letter + [0x7D, 0x62], "opcode build")
    try check([0x28, 0x4E, 0x4E, 0x90], "no set")
    try check(letter + [0x4E, 0x93], "stackGlobal")
    try check([0x4E] + letter + [0x93], "stackGlobal")
    try check([0x95] + [UInt8](repeating: 1, count: 8), "truncated")
  }

  @Test("W3: a memo that doubles sixty times stays small")
  func doubling() throws {
    // x = (x, x), sixty times, by the memo.
    var body: [UInt8] = [0x29]
    for index in 0..<60 { body += [0x71, UInt8(index), 0x68, UInt8(index), 0x86] }
    #expect(try refusal(of: Self.stream(body)).contains("not a dictionary"))
  }

  @Test("W3: an absent or a huge memo index and too many marks are refused")
  func limits() throws {
    #expect(try refusal(of: Self.stream([0x68, 7])).contains("no value 7"))
    #expect(
      try refusal(of: Self.stream([0x4E, 0x72, 0xFF, 0xFF, 0xFF, 0xFF, 0x6A, 1, 0, 0, 0]))
        .contains("no value 1"))
    let marks = [UInt8](repeating: 0x28, count: 10_000_000)
    #expect(try refusal(of: Self.stream(marks)).contains("more than"))
    let lists = [UInt8](repeating: 0x5D, count: 2_000_000)
    #expect(try refusal(of: Self.stream(lists)).contains("more than"))
  }

  @Test("a long text that many values repeat takes no longer than once", .timeLimit(.minutes(1)))
  func repeatedText() throws {
    // {text: {}, text: {}, …}: each key may be the one under which a state dict is, or a second one.
    let size = 8 << 20
    var body: [UInt8] = [0x7D, 0x58] + (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    body += [UInt8](repeating: 0x61, count: size) + [0x71, 0, 0x7D, 0x71, 1, 0x73]
    for _ in 0..<100_000 { body += [0x68, 0, 0x68, 1, 0x73] }
    let message = try refusal(of: Self.stream(body))
    #expect(message.contains("two entries are called") && message.count < 300, "\(message.count)")
  }

  @Test("calls with one long list or tuple, again and again, end soon", .timeLimit(.minutes(1)))
  func repeatedCalls() throws {
    let ones = (0..<900_000).flatMap { _ in [0x4B, 1] as [UInt8] }
    // args = ((1, 1, …),) or ([1, 1, …],), then a call, which is dropped.
    for (function, items) in [
      (Self.global("torch", "Size"), [0x28] + ones + [0x74]),
      (Self.global("builtins", "set"), [0x5D, 0x28] + ones + [0x65]),
    ] as [([UInt8], [UInt8])] {
      var body = items + [0x85, 0x71, 0, 0x30] + function + [0x71, 1, 0x30]
      for _ in 0..<100_000 { body += [0x68, 1, 0x68, 0, 0x52, 0x30] }
      let message = try refusal(of: Self.stream(body + [0x4E]))
      #expect(message.contains("odd torch.Size") || message.contains("more than"), "\(message)")
    }
  }

  @Test("a storage or a global with a long name is refused")
  func longName() throws {
    let long = [0x58, 1, 1, 0, 0] + [UInt8](repeating: 0x61, count: 257)
    let storage: [UInt8] =
      [0x28] + Self.text("storage") + Self.global("torch", "FloatStorage") + long
      + Self.text("cpu") + [0x4B, 1, 0x4E, 0x74, 0x51]
    #expect(try refusal(of: Self.stream(storage)).contains("odd persistent id"))
    #expect(try refusal(of: Self.stream(long + Self.text("a") + [0x93])).contains("no short text"))
  }

  @Test("W3: a deeply nested or circular value is no burden")
  func nesting() throws {
    // [[[…]]], 300,000 deep, then a list that holds itself.
    var body = [UInt8](repeating: 0x5D, count: 300_000)
    body += [UInt8](repeating: 0x61, count: 299_999)
    #expect(try refusal(of: Self.stream(body)).contains("not a dictionary"))
    #expect(
      try refusal(of: Self.stream([0x5D, 0x71, 0, 0x68, 0, 0x61])).contains("not a dictionary"))
  }

  private static let noGradient: [UInt8] = [0x89]
  private static let noHooks = global("collections", "OrderedDict") + [0x29, 0x52]

  /// A stream of a state dict of one tensor 'w' by `function`, over a storage of `count` elements;
  /// `arguments` follow the storage, and `more` those that every function has.
  private static func call(
    _ function: String, _ count: Int64, _ arguments: [UInt8], _ more: [UInt8],
    storage: String = "FloatStorage", view: [UInt8] = [0x4E]
  ) -> [UInt8] {
    var body: [UInt8] = [0x7D] + text("w") + global("torch._utils", function)
    body += [0x28, 0x28] + text("storage") + global("torch", storage) + text("0")
    body += text("cpu") + integer(count) + view + [0x74, 0x51]
    body += arguments + more + [0x74, 0x52, 0x73]
    let keys: [UInt8] = [0x80, 2, 0x5D] + text("0") + [0x61, 0x2E]
    let size = (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
    return stream(body, after: keys + size + [UInt8](repeating: 0, count: 4 * 6))
  }

  /// An integer of eight bytes.
  private static func integer(_ value: Int64) -> [UInt8] {
    [0x8A, 8] + (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func tuple(_ values: [Int64]) -> [UInt8] {
    [0x28] + values.flatMap(integer) + [0x74]
  }

  /// A stream of six floats by `function`, which gets `more` arguments.
  private static func sixFloats(
    _ function: String, _ more: [UInt8], storage: String = "FloatStorage", view: [UInt8] = [0x4E]
  ) -> [UInt8] {
    call(
      function, 6, integer(0) + tuple([6]) + tuple([1]), more, storage: storage, view: view)
  }

  @Test("each of PyTorch's functions takes the arguments that it has, and no others")
  func arguments() throws {
    let (first, second) = ("_rebuild_tensor", "_rebuild_tensor_v2")
    let state = Self.noGradient + Self.noHooks
    for (function, more) in [
      (first, []), (second, state), (second, [0x88] + Self.noHooks), (second, state + [0x4E]),
      (second, state + [0x7D]),
    ] as [(String, [UInt8])] {
      #expect(try tensors(of: Self.sixFloats(function, more))["w"]?.count == 6)
    }
    for (function, more) in [
      (first, state), (second, []), (second, Self.noGradient), (second, [0x4E] + Self.noHooks),
      (second, state + [0x4E, 0x4E]),
    ] as [(String, [UInt8])] {
      #expect(try refusal(of: Self.sixFloats(function, more)).contains("an odd tensor"))
    }
    // Integers have no gradient.
    #expect(
      try refusal(of: Self.sixFloats(second, [0x88] + Self.noHooks, storage: "IntStorage"))
        .contains("an odd tensor"))
    #expect(
      try refusal(of: Self.sixFloats(second, state, view: [])).contains("an odd persistent id"))
  }

  @Test("a tensor that PyTorch negates when it reads it is refused, not read with the wrong sign")
  func negated() throws {
    let metadata = [0x7D] + Self.text("neg") + [0x88, 0x73]
    let more = Self.noGradient + Self.noHooks + metadata
    #expect(try refusal(of: Self.sixFloats("_rebuild_tensor_v2", more)).contains("resolve_neg()"))
  }

  @Test("a text that is no UTF-8 is refused wherever it stands")
  func notUTF8() throws {
    // {"\xFF": None} as text of either kind.
    for text in [[0x58, 1, 0, 0, 0, 0xFF], [0x55, 1, 0xFF], [0x8C, 1, 0xFF]] as [[UInt8]] {
      #expect(try refusal(of: Self.stream([0x7D] + text + [0x4E, 0x73])).contains("no UTF-8"))
    }
  }

  @Test("two entries of one name are refused, whichever of them are tensors")
  func sameKey() throws {
    // A second 'w', which Python's dictionary would hold instead of the tensor.
    let bytes = Self.sixFloats("_rebuild_tensor", [])
    let end = try #require(
      bytes.indices.first { bytes[$0...].starts(with: [0x74, 0x52, 0x73, 0x2E]) })
    var twice = bytes
    twice.insert(contentsOf: Self.text("w") + [0x4E, 0x73], at: end + 3)
    #expect(try refusal(of: twice).contains("two entries are called 'w'"))
  }

  @Test("what no dictionary, list or set of Python does is refused")
  func containers() throws {
    // {[]: None}, {{}: None}, {((set(),),): None}; attributes of a plain dictionary, and such that are none; an item
    // appended to a set.
    #expect(try refusal(of: Self.stream([0x7D, 0x5D, 0x4E, 0x73])).contains("a key that no"))
    #expect(try refusal(of: Self.stream([0x7D, 0x7D, 0x4E, 0x73])).contains("a key that no"))
    #expect(
      try refusal(of: Self.stream([0x7D, 0x8F, 0x85, 0x85, 0x4E, 0x73])).contains("a key that no"))
    #expect(try refusal(of: Self.stream([0x7D, 0x7D, 0x62])).contains("opcode build"))
    #expect(try refusal(of: Self.stream(Self.noHooks + [0x4E, 0x62])).contains("opcode build"))
    #expect(try refusal(of: Self.stream([0x8F, 0x4E, 0x61])).contains("opcode append"))
    // set(None), set([], []), set([[]]).
    let set = Self.global("builtins", "set")
    for arguments in [[0x4E, 0x85], [0x5D, 0x5D, 0x86], [0x5D, 0x5D, 0x61, 0x85]] as [[UInt8]] {
      #expect(try refusal(of: Self.stream(set + arguments + [0x52])).contains("an odd set"))
    }
    let size = Self.global("torch", "Size")
    #expect(try refusal(of: Self.stream(size + [0x4E, 0x85, 0x52])).contains("odd torch.Size"))
  }

  @Test("W3: time grows with the length where marks, items and memo come in turn")
  func linearTime() throws {
    // Each would take a time that grows with the square, were a container copied or searched for.
    let count = 300_000
    func repeated(_ unit: UInt8...) -> [UInt8] { (0..<count).flatMap { _ in unit } }
    func check(_ name: String, _ body: [UInt8]) throws {
      let bytes = Self.stream(body)
      var message = ""
      let time = try processorTime { message = try refusal(of: bytes) }
      #expect(time < .seconds(2), "\(name): \(time)")
      #expect(!message.isEmpty)
    }
    try check("append", [0x5D] + repeated(0x4E, 0x61))
    try check("appends", [0x5D] + repeated(0x28, 0x4E, 0x65))
    try check("marks", [0x4E] + repeated(0x28, 0x30))
    try check("memo", [0x4E] + repeated(0x94))
    try check("nested tuples", repeated(0x28) + repeated(0x74))
    try check("pop to mark", repeated(0x28, 0x31))
    try check("a large tuple", [0x28] + repeated(0x4E) + [0x74] + repeated(0x28, 0x31))
    try check("items", [0x7D] + repeated(0x4E, 0x4E, 0x73))
  }
}
