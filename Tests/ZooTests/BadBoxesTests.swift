import Foundation
import Testing

@Suite("Data with boxes that are wrong, and which of their pictures are measured")
struct BadBoxesTests {
  let folder: Folder

  init() throws {
    folder = try Folder()
  }

  /// Trains a tiny network for an epoch.
  private func train(_ data: String, _ more: [String] = []) throws -> Command {
    try Command(
      [
        "finetune", "ssd", "--data", data, "--mode", "scratch", "--weights", "none", "--width",
        "0.03125", "--batch-size", "2", "--epochs", "1", "--evaluate-every", "1",
      ] + more, in: folder)
  }

  @Test("A1: a document type ends a training with 65, nothing fetched or begun")
  func documentType() throws {
    try folder.writeVOC()
    try folder.write(
      "voc/Annotations/2.xml",
      Array("<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\"><annotation></annotation>".utf8))
    let call = try train("voc", ["--output", "run"])
    #expect(call.status == 65)
    #expect(
      call.errors.contains("voc/Annotations/2.xml: line 1: a document type"), "\(call.errors)")
    #expect(!folder.has("run"))
  }

  @Test(
    "A1: entities of files, servers and of other entities open nothing and connect to nothing",
    .enabled(if: Tool.strace != nil, "strace is not here, or may not trace"))
  func entities() throws {
    try folder.writeVOC()
    try folder.write("secret.txt", Array("dog".utf8))
    let secret = folder.file("secret.txt")
    let laughs = (1...9).map {
      "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">"
    }
    for type in [
      "<!DOCTYPE a [<!ENTITY x SYSTEM \"file://\(secret)\">]>",
      "<!DOCTYPE a [<!ENTITY x SYSTEM \"http://127.0.0.1:9/x\">]>",
      "<!DOCTYPE a [<!ENTITY % x SYSTEM \"http://127.0.0.1:9/x\"> %x;]>",
      "<!DOCTYPE a SYSTEM \"\(secret)\">", "<!DOCTYPE a PUBLIC \"x\" \"http://127.0.0.1:9/x\">",
      "<!DOCTYPE a [<!ENTITY l0 \"ha\">\(laughs.joined())<!ENTITY x \"&l9;\">]>",
      "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"php://filter/\(secret)\">]>",
    ] {
      try folder.write(
        "voc/Annotations/2.xml", Array("\(type)<annotation>&x;</annotation>".utf8))
      let (call, events) = try Command.traced(
        ["data", "check", "voc"], in: folder, alsoOpening: "secret")
      #expect(call.status == 65, "\(call.errors)")
      #expect(
        (call.output + call.errors).contains("2.xml: line 1: a document type"), "\(call.errors)")
      #expect(events.isEmpty, "\(events)")
    }
  }

  @Test("A2: a broken annotation ends training and evaluation with 65, or is left out and named")
  func broken() throws {
    try folder.writeVOC()
    try folder.write("voc/Annotations/2.xml", Array("<annotation>\n<size>".utf8))
    let weights = try TrainedDetector.shared.get().weights
    for call in [
      try train("voc", ["--output", "run"]),
      try Command(["eval", "ssd", "--weights", weights, "--data", "voc"], in: folder),
    ] {
      #expect(call.status == 65)
      #expect(
        call.errors.contains("voc/Annotations/2.xml: line 2: the file ends within <size>"),
        "\(call.errors)")
    }
    #expect(!folder.has("run"))
    let skipping = try train("voc", ["--skip-broken", "--output", "run"])
    #expect(skipping.status == 0, "\(skipping.errors)")
    #expect(skipping.errors.contains("skipped: voc/Annotations/2.xml: line 2"))
    let resumed = try Command(["finetune", "ssd", "--resume", "run"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
  }

  @Test(
    "A3: --bad-boxes says what becomes of boxes that cannot be, and they are counted",
    arguments: [("clip", "1 clipped, 1 left out"), ("drop", "0 clipped, 2 left out")])
  func badBoxes(policy: String, count: String) throws {
    // The first is partly outside, the second has no area: it reaches no loss.
    try folder.writeVOC(dot: [70, 31, 81, 42])
    try folder.writeDot(2, [51, 31, 50, 42])
    let refused = try train("voc", ["--output", "run"])
    #expect(refused.status == 65)
    #expect(
      refused.errors.contains("voc/Annotations/1.xml: line 3: the box 70, 31, 81, 42"),
      "\(refused.errors)")
    #expect(!folder.has("run"))
    let call = try train("voc", ["--bad-boxes", policy, "--output", "run"])
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.errors.contains(count), "\(call.errors)")
    let log = try String(contentsOfFile: folder.file("run/log.jsonl"), encoding: .utf8)
    let losses = try log.split(separator: "\n").map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    }.compactMap { ($0?["training"] as? [String: Double])?["loss"] }
    #expect(losses.count == 1 && losses.allSatisfy { $0 > 0 && $0.isFinite }, "\(log)")
    let preview = try Command(["data", "preview", "voc", "--bad-boxes", policy], in: folder)
    #expect(preview.status == 0, "\(preview.errors)")
  }

  @Test("A3: a check of the data names all that is wrong, and ends with 65")
  func check() throws {
    try folder.writeVOC(dot: [70, 31, 81, 42])
    try folder.write("voc/Annotations/2.xml", Array("<annotation>".utf8))
    let text = try String(contentsOfFile: folder.file("voc/Annotations/3.xml"), encoding: .utf8)
    let edges = ["<xmin>11<": "<xmin>40<", "<xmin>51<": "<xmin>0<"]
    let wrong = edges.reduce(text) { $0.replacing($1.key, with: $1.value) }
    try folder.write("voc/Annotations/3.xml", Array(wrong.utf8))
    let call = try Command(["data", "check", "voc", "--json"], in: folder)
    #expect(call.status == 65)
    #expect(
      call.errors.contains("1 broken, 3 bad boxes, 0 pictures in both parts"), "\(call.errors)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(call.output.utf8)) as? [String: Any])
    #expect((report["bad_boxes"] as? [String])?.count == 3)
    #expect((report["broken"] as? [String])?.count == 1)
  }

  @Test("A5: annotations of no picture end a training with 65, or are left out and counted")
  func orphans() throws {
    try folder.writeCOCO(orphanCount: 3)
    let text = "3 annotations belong to no picture, first /annotations/4/image_id: 9"
    let refused = try train("coco")
    #expect(refused.status == 65)
    #expect(refused.errors.contains("\(text) — remove them, or pass --skip-broken"))
    let call = try train("coco", ["--skip-broken", "--output", "run"])
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.errors.contains(text), "\(call.errors)")
    let check = try Command(["data", "check", "coco"], in: folder)
    #expect(check.status == 65)
    #expect(check.output.contains("broken: ") && check.output.contains(text), "\(check.output)")
  }

  @Test("an evaluation measures the test list, or the one that is named, and says which")
  func lists() throws {
    try folder.writeVOC(lists: ["train": [1], "val": [2], "trainval": [1, 2], "test": [3, 4]])
    let training = try train("voc", ["--image-sets", "train,val", "--output", "run"])
    #expect(training.status == 0, "\(training.errors)")
    let arguments = ["eval", "ssd", "--weights", "run/best.safetensors", "--data", "voc"]
    for (flags, name) in [
      ([], "data voc test, 2 pictures"),
      (["--image-sets", "trainval,val"], "data voc val, 1 picture"),
    ] {
      let call = try Command(arguments + flags, in: folder)
      #expect(call.status == 0 && call.output.contains(name), "\(call.output)\(call.errors)")
    }
    let json = try Command(arguments + ["--json"], in: folder)
    #expect(json.output.contains(#""data":"voc test""#), "\(json.output)")
    let wrong = try Command(arguments + ["--image-sets", "test"], in: folder)
    #expect(wrong.status == 64 && wrong.errors.contains("--image-sets"), "\(wrong.errors)")
    let missing = try Command(arguments + ["--image-sets", "train,x"], in: folder)
    #expect(missing.status == 66 && missing.errors.contains("no ImageSets/Main/x.txt"))
    for list in ["train", "val", "trainval"] {
      try FileManager.default.removeItem(atPath: folder.file("voc/ImageSets/Main/\(list).txt"))
    }
    let whole = try Command(arguments, in: folder)
    #expect(whole.output.contains("data voc test, 2 pictures"), "\(whole.errors)")
    let nothing = try train("voc")
    #expect(nothing.status == 65 && nothing.errors.contains("voc: nothing to train on"))
  }

  private static let isSlow = ProcessInfo.processInfo.environment["ZOO_SLOW_TESTS"] == "1"

  @Test("A5: a file of 450 MB is read in less than 300 MB of memory", .enabled(if: isSlow))
  func large() throws {
    try folder.writeCOCO(orphanCount: 0)
    let path = folder.file("coco/annotations/instances_all.json")
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let file = try #require(FileHandle(forWritingAtPath: path))
    // As COCO has it: some 900,000 objects, most of the file outlines; and one array of numbers that
    // nobody asks for.
    let numbers = (0..<60).map { "\($0).25" }.joined(separator: ", ")
    try file.write(contentsOf: Data(#"{"unknown": ["#.utf8))
    let row = Data(String(repeating: "[\(numbers)], ", count: 100).utf8)
    for _ in 0..<2000 { try file.write(contentsOf: row) }
    try file.write(contentsOf: Data(#"0], "annotations": ["#.utf8))
    for start in stride(from: 0, to: 900_000, by: 1000) {
      let lines = (start..<start + 1000).map {
        """
        {"id": \($0), "image_id": \($0 % 4 + 1), "category_id": 1, "bbox": [5, 5, 12.5, 12], \
        "area": 150, "iscrowd": 0, "segmentation": [[\(numbers)]]},

        """
      }
      try file.write(contentsOf: Data(lines.joined().utf8))
    }
    let images = (1...4).map {
      #"{"id": \#($0), "file_name": "\#($0).jpg", "width": 80, "height": 60}"#
    }
    try file.write(
      contentsOf: Data(
        """
        {"image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1]}],
        "images": [\(images.joined(separator: ","))], "categories": [{"id": 1, "name": "dot"}]}
        """.utf8))
    #expect(try file.offset() > 450_000_000)
    try file.close()
    let process = Process()
    process.executableURL = try Command.executable
    process.arguments = ["data", "check", "coco", "--quiet"]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    var peak = 0
    while process.isRunning {
      let status = "/proc/\(process.processIdentifier)/status"
      let lines = (try? String(contentsOfFile: status, encoding: .utf8)) ?? ""
      let line = lines.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      peak = max(peak, line.flatMap { Int($0.filter(\.isNumber)) } ?? 0)
      usleep(10_000)
    }
    #expect(process.terminationStatus == 0)
    #expect(peak > 0 && peak < 300_000, "\(peak) KiB")
  }
}
