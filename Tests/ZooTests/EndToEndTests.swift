import Foundation
import Images
import Testing

@Suite("From training to prediction")
struct EndToEndTests {
  let trained: TrainedRun
  let folder: Folder

  init() throws {
    trained = try TrainedRun.shared.get()
    folder = try Folder()
  }

  @Test("a training leaves settings, log, pictures and weights, and reports them")
  func training() throws {
    #expect(trained.call.status == 0, "\(trained.call.errors)")
    for name in [
      "config.json", "log.jsonl", "curves.png", "confusion.png", "best.safetensors",
      "last.safetensors", "last.state",
    ] {
      #expect(trained.folder.has("run/\(name)"), "\(name)")
    }
    let report = try object(trained.call.output)
    #expect(report["data"] as? String == "ants_bees (drawn sample)")
    #expect(report["epochs"] as? Int == 2)
    #expect(report["metric"] as? String == "accuracy")
    #expect(report["score"] is NSNumber)
    #expect(trained.call.errors.contains("epoch 2/2: training loss"))
    #expect(trained.call.errors.contains(": 6 to train, 6 to validate, run "))
    #expect(!trained.call.errors.contains("\u{1B}"))
  }

  @Test("the best weights alone are enough to evaluate")
  func evaluation() throws {
    let arguments = ["eval", "vgg16", "--weights", trained.weights, "--sample", "--limit", "6"]
    let table = try Command(arguments, in: folder)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("top-1 "))
    let json = try object(try Command(arguments + ["--json"], in: folder).output)
    #expect((json["confusion"] as? [[Int]])?.joined().reduce(0, +) == 6)
    let threshold = try Command(arguments + ["--min-accuracy", "1"], in: folder)
    #expect(threshold.status == 1 || json["top1"] as? Double == 1)
  }

  @Test("pictures in files, folders and on standard input are classified, one object a line")
  func classification() throws {
    let image = Image(width: 60, height: 40, fill: .darkGrey)
    try FileManager.default.createDirectory(
      atPath: folder.file("photos"), withIntermediateDirectories: true)
    try image.writePNG(to: folder.file("photos/a.png"))
    try image.writePNG(to: folder.file("photos/b b.png"))
    try image.writePNG(to: folder.file("c.png"))
    let call = try Command(
      [
        "classify", "vgg16", "--weights", trained.weights, "photos", "-", "--json", "--output",
        "out",
      ], in: folder, input: Array("c.png\n".utf8))
    #expect(call.status == 0, "\(call.errors)")
    let inputs = try call.lines.map { try object($0)["input"] as? String }
    #expect(inputs == ["photos/a.png", "photos/b b.png", "c.png"])
    let classes = try object(call.lines[0])["classes"] as? [[String: Any]] ?? []
    let sum = classes.compactMap { $0["probability"] as? Double }.reduce(0, +)
    #expect(abs(sum - 1) < 1e-6)
    let copy = try Image(contentsOf: folder.file("out/b b.png"))
    #expect(copy.height == 256)
  }

  @Test("the sample is classified without a file")
  func sample() throws {
    let call = try Command(
      ["classify", "vgg16", "--sample", "--limit", "2", "--weights", trained.weights], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.lines.count == 6)
  }

  @Test("broken pictures are reported, the others go on, and the end is 65")
  func broken() throws {
    let image = Image(width: 40, height: 40, fill: .white)
    let bytes = try image.pngData()
    try folder.write("good.png", bytes)
    try folder.write("cut.png", Array(bytes.prefix(bytes.count / 2)))
    try folder.write("empty.png", [])
    try folder.write("page.jpg", Array("<!DOCTYPE html><html></html>".utf8))
    let arguments = [
      "classify", "vgg16", "--weights", trained.weights, "cut.png", "empty.png", "page.jpg",
      "gone.png", "good.png", "--json",
    ]
    let call = try Command(arguments, in: folder)
    #expect(call.status == 65, "\(call.errors)")
    #expect(call.lines.count == 1)
    for name in ["cut.png", "empty.png", "page.jpg", "gone.png"] {
      #expect(call.errors.contains("zoo: error: \(name): "), "\(call.errors)")
    }
    #expect(try Command(arguments + ["--skip-broken"], in: folder).status == 0)
    let missing = try Command(
      ["classify", "vgg16", "--weights", trained.weights, "gone.png"], in: folder)
    #expect(missing.status == 66)
  }

  @Test("weights that are missing, cut, of another model or no weights end with 65 or 66")
  func brokenWeights() throws {
    let whole = try Data(contentsOf: URL(filePath: trained.weights))
    try folder.write("cut.safetensors", Array(whole.prefix(whole.count / 2)))
    try folder.write("text.pth", Array("not weights at all".utf8))
    for (file, status) in [("cut.safetensors", 65), ("text.pth", 65), ("./gone.pth", 66)] {
      let call = try Command(
        ["classify", "vgg16", "--sample", "--weights", file], in: folder)
      #expect(call.status == Int32(status), "\(file): \(call.errors)")
      #expect(call.errors.split(separator: "\n").count == 1)
    }
    let other = try Command(
      ["eval", "vgg11", "--sample", "--weights", trained.weights], in: folder)
    #expect(other.status == 65)
    #expect(other.errors.contains("vgg16"))
  }

  @Test("raw tensors go in and out, channels first")
  func forward() throws {
    let input = URL(filePath: folder.file("in.safetensors"))
    let header = #"{"x":{"dtype":"F32","shape":[1,3,224,224],"data_offsets":[0,602112]}}"#
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes += Data(header.utf8) + Data(count: 602112)
    try bytes.write(to: input)
    let call = try Command(
      [
        "forward", "vgg16", "--weights", trained.weights, "--input", "in.safetensors", "--output",
        "out.safetensors",
      ], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    let shown = try Command(["weights", "inspect", "./out.safetensors", "--json"], in: folder)
    let tensor = try object(shown.output)
    #expect(tensor["name"] as? String == "logits")
    #expect(tensor["shape"] as? [Int] == [1, 2])
  }

  @Test("weights are converted and stay what they are")
  func conversion() throws {
    let call = try Command(
      ["weights", "convert", trained.weights, "half.safetensors", "--precision", "float16"],
      in: folder)
    #expect(call.status == 0, "\(call.errors)")
    let size = { (path: String) in try Data(contentsOf: URL(filePath: path)).count }
    #expect(try size(folder.file("half.safetensors")) < size(trained.weights) * 6 / 10)
    let answer = try Command(
      ["classify", "vgg16", "--sample", "--limit", "1", "--weights", "./half.safetensors"],
      in: folder)
    #expect(answer.status == 0, "\(answer.errors)")
  }

  @Test("integers stay what they are when weights are converted")
  func integers() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "CheckpointsTests/Fixtures/every_dtype.safetensors").path
    let types = try [file, "./copy.safetensors"].map { path in
      let shown = try Command(["weights", "inspect", path, "--json"], in: folder)
      if path == file {
        let call = try Command(["weights", "convert", file, "copy.safetensors"], in: folder)
        #expect(call.status == 0, "\(call.errors)")
      }
      return try shown.lines.map { try object(String($0))["type"] as? String ?? "none" }
    }
    #expect(types[0].contains("int64"))
    #expect(types[1] == types[0].map { $0.contains("float") ? "float32" : $0 })
  }

  @Test("a training that was interrupted goes on bit for bit")
  func resume() throws {
    let run = folder.file("run")
    let stopped = try Command(
      TrainedRun.arguments + ["--epochs", "2", "--output", run], in: folder,
      signal: (SIGINT, "epoch 1/2"))
    #expect(stopped.status == 130 || stopped.status == 0, "\(stopped.errors)")
    let resumed = try Command(["finetune", "vgg16", "--resume", run, "--sample"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(
      try Data(contentsOf: URL(filePath: folder.file("run/last.safetensors")))
        == Data(contentsOf: URL(filePath: trained.folder.file("run/last.safetensors"))))
  }

  @Test("a run with other settings is not resumed")
  func changedSettings() throws {
    let call = try Command(
      [
        "finetune", "vgg16", "--resume", trained.folder.file("run"), "--sample", "--batch-size",
        "2",
      ], in: folder)
    #expect(call.status == 64)
    #expect(call.errors.contains("batchSize 3 → 2"), "\(call.errors)")
  }

  @Test("a run with a setting that this version does not know goes on where that is wanted")
  func unknownSetting() throws {
    try FileManager.default.copyItem(
      atPath: trained.folder.file("run"), toPath: folder.file("run"))
    let settings = try String(contentsOfFile: folder.file("run/config.json"), encoding: .utf8)
    let later = settings.replacing(/"options" *: *\{/, with: "\"options\" : {\n\"grain\" : 3,")
    #expect(later != settings)
    try folder.write("run/config.json", Array(later.utf8))
    let resume = ["finetune", "vgg16", "--sample", "--resume", "run", "--epochs", "3"]
    let refused = try Command(resume, in: folder)
    #expect(refused.status == 64, "\(refused.errors)")
    #expect(refused.errors.contains("options.grain 3 → none"), "\(refused.errors)")
    let resumed = try Command(resume + ["--resume-anyway"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("options.grain 3 → none"), "\(resumed.errors)")
  }

  @Test("settings are printed, and repeat a run with flags on top")
  func settings() throws {
    let call = try Command(
      [
        "finetune", "vgg16", "--config", trained.folder.file("run/config.json"), "--epochs", "5",
        "--print-config",
      ], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    let settings = try object(call.output)
    let options = settings["options"] as? [String: Any]
    #expect(options?["epochCount"] as? Int == 5)
    #expect(options?["batchSize"] as? Int == 3)
  }

  @Test("a folder of one class, a missing one and one without pictures are refused")
  func folders() throws {
    for name in ["one/ants", "none/ants", "none/bees"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
    }
    try Image(width: 40, height: 40, fill: .white).writePNG(to: folder.file("one/ants/1.png"))
    let arguments = ["finetune", "vgg16", "--weights", trained.weights, "--data"]
    for (path, status) in [("one", 65), ("none", 65), ("./gone", 66)] {
      let call = try Command(arguments + [path], in: folder)
      #expect(call.status == Int32(status), "\(path): \(call.errors)")
      #expect(!folder.has("runs"))
    }
  }

  @Test("a data set is checked and shown")
  func data() throws {
    let check = try Command(["data", "check", "ants_bees", "--sample", "--json"], in: folder)
    #expect(check.status == 0, "\(check.errors)")
    #expect(try object(check.output)["classes"] as? [String] == ["ants", "bees"])
    let preview = try Command(
      ["data", "preview", "ants_bees", "--sample", "--limit", "7", "--output", "sheet.png"],
      in: folder)
    #expect(preview.status == 0, "\(preview.errors)")
    #expect(try Image(contentsOf: folder.file("sheet.png")).height == 320)
  }
}
