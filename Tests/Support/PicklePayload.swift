/// A pickle that would run a command where it is read as Python reads it.
public struct PicklePayload: Sendable, CustomStringConvertible {
  /// What it would call.
  public let description: String
  /// What a refusal says.
  public let refusal: String
  /// The instructions, without PROTO and STOP.
  public let body: [UInt8]

  /// A call of a function with a command: by GLOBAL or STACK_GLOBAL, and REDUCE.
  private static func call(
    _ module: String, _ name: String, _ command: String, isStacked: Bool = false
  ) -> PicklePayload {
    let global =
      isStacked ? PickleBytes.stackGlobal(module, name) : PickleBytes.global(module, name)
    return PicklePayload(
      description: "\(module).\(name)", refusal: "global \(module).\(name) is not allowed",
      body: global + PickleBytes.text(command) + [0x85, 0x52])
  }

  /// Forty ways to run `command`, among them those by which scanners of pickles were deceived.
  public static func all(running command: String) -> [PicklePayload] {
    functions.map { call($0.0, $0.1, command) }
      + stackedFunctions.map { call($0.0, $0.1, command, isStacked: true) } + others(command)
  }

  private static let functions: [(String, String)] = [
    ("os", "system"), ("posix", "system"), ("nt", "system"), ("os", "popen"),
    ("builtins", "eval"), ("builtins", "exec"), ("__builtin__", "eval"), ("builtins", "compile"),
    ("subprocess", "getoutput"), ("subprocess", "Popen"), ("torch.utils.collect_env", "run"),
    ("torch.hub", "load"), ("torch", "load"), ("torch.serialization", "load"),
    ("torch.jit.unsupported_tensor_ops", "execWrapper"), ("runpy", "run_path"),
    ("pty", "spawn"), ("importlib", "import_module"), ("pickle", "loads"), ("timeit", "timeit"),
    ("pdb", "run"), ("ctypes", "CDLL"),
  ]

  private static let stackedFunctions: [(String, String)] = [
    ("os", "system"), ("builtins", "__import__"), ("numpy.testing._private.utils", "runstring"),
    ("torch._dynamo.guards", "GuardBuilder.get"), ("webbrowser", "open"), ("asyncio", "run"),
    ("torch._utils", "_rebuild_tensor_v2.__globals__"), ("collections", "OrderedDict.__init__"),
  ]

  /// Chains of calls, and the instructions that call without REDUCE.
  private static func others(_ command: String) -> [PicklePayload] {
    let argument = PickleBytes.text(command)
    let system = PickleBytes.global("os", "system")
    let ordered = PickleBytes.global("collections", "OrderedDict")
    let line = Array("\(command)\n".utf8)
    let encoded =
      PickleBytes.global("_codecs", "encode") + argument + PickleBytes.text("latin1") + [
        0x86, 0x52,
      ]
    let imported =
      PickleBytes.global("builtins", "__import__") + PickleBytes.text("os") + [0x85, 0x52]
    return [
      PicklePayload(
        description: "eval of _codecs.encode", refusal: "global _codecs.encode is not allowed",
        body: encoded + [0x71, 0, 0x30] + PickleBytes.global("builtins", "eval")
          + [0x68, 0, 0x85, 0x52]),
      PicklePayload(
        description: "getattr of __import__", refusal: "global builtins.getattr is not allowed",
        body: PickleBytes.global("builtins", "getattr") + imported + PickleBytes.text("system")
          + [0x86, 0x52] + argument + [0x85, 0x52]),
      PicklePayload(
        description: "INST", refusal: "opcode inst",
        body: [0x28] + argument + [0x69] + Array("os\nsystem\n".utf8)),
      PicklePayload(
        description: "OBJ", refusal: "global os.system is not allowed",
        body: [0x28] + system + argument + [0x6F]),
      PicklePayload(
        description: "NEWOBJ", refusal: "global os.system is not allowed",
        body: system + argument + [0x85, 0x81]),
      PicklePayload(
        description: "NEWOBJ_EX", refusal: "opcode newobjEx",
        body: ordered + argument + [0x85, 0x7D, 0x92]),
      PicklePayload(
        description: "EXT1", refusal: "opcode ext1", body: [0x82, 1] + argument + [0x85, 0x52]),
      PicklePayload(
        description: "PERSID", refusal: "opcode persid", body: [0x50] + line),
      PicklePayload(
        description: "BUILD of a dictionary with __reduce__",
        refusal: "global os.system is not allowed",
        body: ordered + [0x29, 0x52, 0x7D] + PickleBytes.text("__reduce__") + system
          + [0x73, 0x62]),
      PicklePayload(
        description: "a tensor whose storage is a function",
        refusal: "global os.system is not allowed",
        body: PickleBytes.tensor(system, shape: [1], strides: [1])),
    ]
  }
}
