import ArgumentParser
import Checkpoints
import Tasks

/// `zoo weights inspect`: the tensors and notes of a checkpoint.
struct WeightsInspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows the tensors and notes of a checkpoint of any format.",
    discussion: """
      Examples:
        zoo weights inspect runs/demo/best.safetensors
        zoo weights inspect model.pth --values --json
      """)

  /// A tensor of the checkpoint.
  private struct Line: Encodable {
    let name: String
    let type: String
    let shape: [Int]
    var smallest: Double?
    var largest: Double?
    var mean: Double?
    var nonFinite: Int?

    init(_ tensor: StoredTensor, withValues: Bool) {
      name = tensor.name
      type = tensor.type.rawValue
      shape = tensor.shape
      guard withValues, tensor.count > 0 else { return }
      let values = tensor.doubles()
      let finite = values.filter(\.isFinite)
      nonFinite = values.count - finite.count
      smallest = finite.min()
      largest = finite.max()
      mean = finite.isEmpty ? nil : finite.reduce(0, +) / Double(finite.count)
    }
  }

  @Argument(
    help: ArgumentHelp("A file, or a registered name.", valueName: "file"), completion: .file())
  var file: String

  @Flag(help: "Read the values: smallest, largest, mean, count of NaN and infinity.")
  var values = false

  @Flag(help: "Results as JSON, one tensor a line.")
  var json = false

  func run() throws {
    let path = try WeightsRegistry.shipped().located(file).path
    let checkpoint = try Checkpoint.load(path)
    for remark in checkpoint.remarks { Console.note("\(path): \(remark)") }
    if json {
      for tensor in checkpoint.tensors {
        try Console.output(JSONLine.text(of: Line(tensor, withValues: values)))
      }
      return
    }
    try Console.result(
      "\(path): \(checkpoint.format.rawValue), \(checkpoint.tensors.count) tensors, "
        + "\(Figures.grouped(checkpoint.elementCount)) elements")
    for (key, note) in checkpoint.metadata.sorted(by: { $0.key < $1.key }) {
      try Console.result("\(key): \(note.prefix(200))")
    }
    var table = Table(
      ["tensor", "type", "shape"] + (values ? ["smallest", "largest", "mean", "not finite"] : []),
      left: [0, 1, 2])
    for line in checkpoint.tensors.map({ Line($0, withValues: values) }) {
      let figures = [line.smallest, line.largest, line.mean].map {
        $0.map { Figures.fixed($0, 5) } ?? ""
      }
      table.append(
        [line.name, line.type, "\(line.shape)"]
          + (values ? figures + ["\(line.nonFinite ?? 0)"] : []))
    }
    for line in table.lines { try Console.result(line) }
  }
}
