import Checkpoints
import Foundation
import Images
import ShippedWeights
import Tensors
import Testing

@Suite("Checkpoints that are refused")
struct BadWeightsTests {
  let trained: TrainedRun
  let folder: Folder

  init() throws {
    trained = try TrainedRun.shared.get()
    folder = try Folder()
  }

  private func classify(_ weights: String) throws -> Command {
    try Command(
      ["classify", "vgg16", "--sample", "--limit", "1", "--weights", weights], in: folder)
  }

  /// The refusal of weights: one line on standard error, 65, nothing on standard output.
  private func expectRefusal(_ weights: String, _ message: String) throws {
    let call = try classify(weights)
    #expect(call.status == 65, "\(weights): \(call.errors)")
    #expect(call.output.isEmpty)
    #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
    #expect(call.errors.contains(message), "\(weights): \(call.errors)")
  }

  @Test(
    "W1: a checkpoint that calls a function is refused by its name, and nothing runs",
    arguments: ["os system", "posix system", "builtins eval", "torch.utils.collect_env run"])
  func malicious(function: String) throws {
    let name = function.replacing(" ", with: "\n")
    let argument = "touch \(folder.file("marker"))"
    let pickle: [UInt8] =
      [0x80, 0x02] + Array("c\(name)\n".utf8)
      + [0x58] + [UInt8(argument.utf8.count), 0, 0, 0] + Array(argument.utf8)
      + [0x85, 0x52, 0x2E]  // tuple of one, call, end
    let magic: [UInt8] = [
      0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    ]
    let version: [UInt8] = [0x80, 0x02, 0x4D, 0xE9, 0x03, 0x2E]
    let system: [UInt8] = [0x80, 0x02, 0x7D, 0x2E]
    try folder.write("evil.pth", magic + version + system + pickle)
    try expectRefusal("./evil.pth", function.replacing(" ", with: "."))
    for verb in [["weights", "inspect"], ["weights", "convert"]] {
      let more = verb[1] == "convert" ? ["out.safetensors"] : []
      #expect(try Command(verb + ["./evil.pth"] + more, in: folder).status == 65)
    }
    #expect(!folder.has("marker"))
    #expect(!folder.has("out.safetensors"))
  }

  @Test("W14: files that are cut, empty, or lie about their header are refused")
  func damaged() throws {
    let whole = [UInt8](try Data(contentsOf: URL(filePath: trained.weights)))
    for (name, bytes) in [
      ("empty", []), ("short", [1, 2, 3, 4, 5, 6, 7]), ("zero", [UInt8](repeating: 0, count: 8)),
      ("long", [UInt8](repeating: 0xFF, count: 64)), ("half", Array(whole.prefix(whole.count / 2))),
      ("end", whole + [0]),
    ] {
      try folder.write("\(name).safetensors", bytes)
      try expectRefusal("./\(name).safetensors", "\(name).safetensors")
    }
  }

  @Test("control characters in the names of classes do not reach the terminal")
  func controlCharacters() throws {
    let checkpoint = try Checkpoint.load(trained.weights)
    var metadata = checkpoint.metadata
    metadata["classes"] = #"["\u001b[31mants","bees\u0007\u2028"]"#
    try Checkpoint.write(
      checkpoint.tensors.map { ($0.name, $0.tensor()) }, to: folder.file("named.safetensors"),
      metadata: CheckpointMetadata(metadata))
    let arguments = ["classify", "vgg16", "--sample", "--weights", "./named.safetensors"]
    let call = try Command(arguments, in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.output.contains("\\u{1B}[31mants") && call.output.contains("bees\\u{07}\\u{2028}"))
    #expect(
      !(call.output + call.errors).unicodeScalars.contains {
        "\u{1B}\u{7}".unicodeScalars.contains($0)
      })
    // For programs they are as they were.
    let json = try Command(arguments + ["--json"], in: folder)
    #expect(try json.lines.count == 6 && json.lines.allSatisfy { try !object($0).isEmpty })
  }

  @Test(
    "W19: weights with NaN and infinity load with a warning that names and counts them",
    arguments: [
      ("vgg16-w25-drawn.safetensors", ["classify", "vgg16", "--sample", "--limit", "1"]),
      (
        "ssd300-w25-drawn.safetensors",
        ["detect", "ssd", "--sample", "--limit", "1", "--output", "none"]
      ),
      ("mnist-conv.safetensors", ["classify", "mnist", "--sample", "--limit", "1"]),
    ])
  func nonFinite(file: String, arguments: [String]) throws {
    let shipped = try #require(ShippedWeights.path(of: file))
    let checkpoint = try Checkpoint.load(shipped)
    var tensors = checkpoint.tensors.map { (name: $0.name, tensor: $0.tensor()) }
    let index = try #require(tensors.lastIndex { $0.tensor.shape.count == 1 })
    var scalars = tensors[index].tensor.scalars
    (scalars[0], scalars[1]) = (.nan, -.infinity)
    tensors[index].tensor = Tensor(scalars, shape: tensors[index].tensor.shape)
    try Checkpoint.write(
      tensors, to: folder.file("nan.safetensors"),
      metadata: CheckpointMetadata(checkpoint.metadata))
    let call = try Command(arguments + ["--weights", "./nan.safetensors"], in: folder)
    #expect([0, 65].contains(call.status), "\(call.errors)")
    let text = "'\(tensors[index].name)' has NaN or infinity (2 of \(scalars.count))"
    #expect(call.errors.contains("zoo: warning: ./nan.safetensors: the "), "\(call.errors)")
    #expect(call.errors.contains(text), "\(call.errors)")
    if arguments[1] == "mnist" {
      let measured = try Command(
        ["eval", "mnist", "--sample", "--limit", "9", "--weights", "./nan.safetensors", "--json"],
        in: folder)
      #expect(measured.status == 0, "\(measured.errors)")
      #expect(measured.errors.contains("9 of 9 answers are no numbers"), "\(measured.errors)")
      let report = try object(measured.output)
      let recalls = (report["classes"] as? [[String: Any]])?.compactMap { $0["recall"] as? Double }
      #expect(report["top1"] as? Double == 0 && recalls == Array(repeating: 0, count: 10))
    }
    let verified = try Command(["weights", "verify", "./nan.safetensors"], in: folder)
    #expect(verified.status == 65 && verified.output.isEmpty, "\(verified.output)")
    #expect(verified.errors.contains("./nan.safetensors: 2 values of NaN or infinity"))
    let shown = try Command(
      ["weights", "inspect", "./nan.safetensors", "--values", "--json"], in: folder)
    #expect(shown.status == 0, "\(shown.errors)")
    let counts = try shown.lines.map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }.filter { $0["non_finite"] as? Int ?? 0 > 0 }
    #expect(counts.count == 1 && counts[0]["name"] as? String == tensors[index].name)
    #expect(counts.first?["non_finite"] as? Int == 2)
  }

  @Test("W21: weights of another model, shape or number of classes are refused with both sides")
  func mismatch() throws {
    try expectRefusal("./other.safetensors", "other.safetensors", after: "logits")
    let narrow = try Command(
      ["eval", "vgg19", "--sample", "--weights", trained.weights], in: folder)
    #expect(narrow.status == 65)
    #expect(narrow.errors.contains("vgg16"))
    for name in ["ants", "bees", "wasps"] {
      try FileManager.default.createDirectory(
        atPath: folder.file("three/\(name)"), withIntermediateDirectories: true)
      try Image(width: 40, height: 40, fill: .white).writePNG(
        to: folder.file("three/\(name)/1.png"))
    }
    let classes = try Command(
      ["eval", "vgg16", "--data", "three", "--weights", trained.weights], in: folder)
    #expect(classes.status == 65)
    #expect(classes.errors.contains("wasps"), "\(classes.errors)")
  }

  /// The refusal of a file with one tensor of a name that no network has.
  private func expectRefusal(_ weights: String, _ message: String, after name: String) throws {
    let header = #"{"\#(name)":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { [UInt8]($0) }
    try folder.write(
      "other.safetensors", length + Array(header.utf8) + [UInt8](repeating: 0, count: 8))
    try expectRefusal(weights, message)
  }

  @Test("C2: weights that are missing or a folder end with 66, unregistered names with 64 or 69")
  func missing() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("folder"), withIntermediateDirectories: true)
    #expect(try classify("./gone.pth").status == 66)
    let run = try classify("./folder")
    #expect(run.status == 66 && run.errors.contains("as a run does"), "\(run.errors)")
    let named = try classify("vgg16-imagenot")
    #expect([64, 66, 69].contains(named.status), "\(named.errors)")
    #expect(named.errors.contains("vgg16-imagenet"), "\(named.errors)")
  }
}
