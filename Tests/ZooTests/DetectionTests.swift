import Foundation
import Images
import Testing

@Suite("Detectors from training to prediction")
struct DetectionTests {
  let trained: TrainedDetector
  let folder: Folder

  init() throws {
    trained = try TrainedDetector.shared.get()
    folder = try Folder()
  }

  /// Detects with a threshold of 0, which even random weights reach.
  private func detect(_ more: [String]) throws -> Command {
    try Command(
      ["detect", "ssd", "--weights", trained.weights, "--threshold", "0"] + more, in: folder)
  }

  @Test("a training leaves settings, log, the task's pictures and weights, and reports mAP")
  func training() throws {
    #expect(trained.call.status == 0, "\(trained.call.errors)")
    for name in [
      "config.json", "log.jsonl", "curves.png", "precision-recall.png", "confusion.png",
      "worst.png", "best.safetensors", "last.safetensors", "last.state",
    ] {
      #expect(trained.folder.has("run/\(name)"), "\(name)")
    }
    let report = try object(trained.call.output)
    #expect(report["model"] as? String == "ssd300")
    #expect(report["data"] as? String == "voc2012 (drawn sample)")
    #expect(report["metric"] as? String == "mAP")
    #expect(report["score"] is NSNumber)
    #expect((report["next"] as? String)?.hasPrefix("zoo detect ssd300 --weights ") == true)
    #expect((report["pictures"] as? [String])?.count == 4)
  }

  @Test("objects are in pixels of the picture, drawn, and written one by one")
  func detection() throws {
    try Image(width: 90, height: 50, fill: .darkGrey).writePNG(to: folder.file("wide.png"))
    let call = try detect(["wide.png", "--json", "--crops", "parts"])
    #expect(call.status == 0, "\(call.errors)")
    let line = try object(call.output)
    #expect(line["width"] as? Int == 90)
    #expect(line["height"] as? Int == 50)
    #expect(line["picture"] as? String == "detections/wide.png")
    let objects = try #require(line["objects"] as? [[String: Any]])
    #expect(!objects.isEmpty)
    var last = Double.infinity
    for found in objects {
      let score = try #require(found["score"] as? Double)
      #expect(score <= last)
      last = score
      let box = try #require(found["box"] as? [String: Double])
      let (xMin, xMax) = (try #require(box["x_min"]), try #require(box["x_max"]))
      let (yMin, yMax) = (try #require(box["y_min"]), try #require(box["y_max"]))
      #expect(0 <= xMin && xMin < xMax && xMax <= 90)
      #expect(0 <= yMin && yMin < yMax && yMax <= 50)
      #expect(found["label"] is String)
    }
    let crops = try #require(line["crops"] as? [String])
    #expect(crops.count == objects.count)
    #expect(try Image(contentsOf: folder.file(crops[0])).width <= 90)
    // Enlarged, so that labels fit.
    #expect(try Image(contentsOf: folder.file("detections/wide.png")).height == 256)
  }

  @Test("a threshold leaves nothing of a network that knows nothing, and says so")
  func threshold() throws {
    try Image(width: 60, height: 60, fill: .white).writePNG(to: folder.file("a.png"))
    let call = try Command(
      [
        "detect", "ssd300", "--weights", trained.weights, "--threshold", "1", "--output", "none",
        "a.png",
      ], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.output == "a.png\n  nothing that scores 1.0 or more\n")
    #expect(!folder.has("detections"))
  }

  @Test("the sample's scenes are looked at without a file, as text")
  func sample() throws {
    let call = try detect(["--sample", "--limit", "2", "--output", "out"])
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.output.contains(" at ("))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).count == 2)
  }

  @Test("the small weights that ship find drawn objects, and the command says that it used them")
  func shipped() throws {
    let call = try Command(["detect", "ssd", "--sample", "--limit", "4", "--json"], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.errors.contains("using ssd300-w25-drawn, which ships with the zoo"))
    let labels = call.lines.joined()
    #expect(call.lines.count == 4)
    for label in ["bus", "cat", "person", "car"] {
      #expect(labels.contains("\"\(label)\""), "\(labels)")
    }
    #expect(call.errors.contains("other drawn scenes"), "\(call.errors)")
    let refused = try Command(["eval", "ssd", "--no-sample", "--data", "voc2012"], in: folder)
    #expect(refused.status == 69, "\(refused.errors)")
    #expect(!refused.errors.contains("using"), "\(refused.errors)")
  }

  @Test("broken pictures are reported, the others go on, and the end is 65")
  func broken() throws {
    try folder.write("page.jpg", Array("<!DOCTYPE html><html></html>".utf8))
    try Image(width: 60, height: 60, fill: .white).writePNG(to: folder.file("good.png"))
    let call = try detect(["page.jpg", "gone.png", "good.png", "--json"])
    #expect(call.status == 65, "\(call.errors)")
    #expect(call.lines.count == 1)
    let skipped = try detect(["page.jpg", "good.png", "--skip-broken"])
    #expect(skipped.status == 0)
    #expect(skipped.errors.hasPrefix("zoo: warning: page.jpg"), "\(skipped.errors)")
    #expect(!skipped.errors.contains("zoo: error"), "\(skipped.errors)")
    try FileManager.default.createDirectory(
      atPath: folder.file("empty"), withIntermediateDirectories: true)
    for alone in ["gone.png", "empty"] {
      let call = try detect([alone])
      #expect(call.status == 66)
      #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
    }
  }

  @Test("a model of another task is answered with the verb that fits")
  func wrongVerb() throws {
    for (verb, model, hint) in [
      ("detect", "vgg16", "zoo classify vgg16"), ("classify", "ssd", "zoo detect ssd300"),
    ] {
      let call = try Command([verb, model, "a.png"], in: folder)
      #expect(call.status == 64)
      #expect(call.errors.contains(hint), "\(call.errors)")
    }
    let flag = try Command(["finetune", "vgg16", "--frozen-layers", "3"], in: folder)
    #expect(flag.status == 64)
    #expect(flag.errors.contains("--frozen-layers"))
  }

  @Test("a detector is measured: mAP, AP of each class, pictures")
  func evaluation() throws {
    let arguments = [
      "eval", "ssd", "--weights", trained.weights, "--sample", "--limit", "3", "--output",
      "figures",
    ]
    let table = try Command(arguments, in: folder)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("mAP "))
    #expect(folder.has("figures/precision-recall.png"))
    let json = try object(try Command(arguments + ["--json"], in: folder).output)
    #expect(json["count"] as? Int == 3)
    #expect(json["map"] is NSNumber)
    #expect((json["coco"] as? [String: Any])?["ap50"] is NSNumber)
    let missed = try Command(arguments + ["--min-map", "1"], in: folder)
    #expect(missed.status == 1)
  }

  @Test("raw tensors go in, offsets and scores of the default boxes come out")
  func forward() throws {
    let count = 3 * 300 * 300 * 4
    let header = #"{"x":{"dtype":"F32","shape":[1,3,300,300],"data_offsets":[0,\#(count)]}}"#
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { [UInt8]($0) }
    try folder.write(
      "in.safetensors", length + Array(header.utf8) + [UInt8](repeating: 0, count: count))
    let call = try Command(
      [
        "forward", "ssd300", "--weights", trained.weights, "--input", "in.safetensors", "--output",
        "out.safetensors", "--json",
      ], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    let shapes = try object(call.output)["shapes"] as? [String: [Int]]
    #expect(shapes?["loc"] == [1, 8732, 4])
    #expect(shapes?["conf"]?.prefix(2) == [1, 8732])
    #expect(shapes?["boxes"] == [8732, 4])
  }

  @Test("a training that was interrupted goes on bit for bit")
  func resume() throws {
    let stopped = try Command(
      TrainedDetector.arguments + ["--epochs", "2", "--output", "run"], in: folder,
      signal: (SIGINT, "epoch 1/2"))
    #expect(stopped.status == 130 || stopped.status == 0, "\(stopped.errors)")
    #expect(stopped.status == 0 || stopped.errors.contains("finishing this step and saving"))
    let resumed = try Command(["finetune", "ssd", "--resume", "run", "--sample"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(
      try Data(contentsOf: URL(filePath: folder.file("run/last.safetensors")))
        == Data(contentsOf: URL(filePath: trained.folder.file("run/last.safetensors"))))
  }

  @Test("data with boxes are checked and shown, with each step of the augmentation")
  func data() throws {
    let preview = try Command(
      [
        "data", "preview", "voc2012", "--sample", "--augment", "--limit", "2", "--output",
        "sheet.png",
      ], in: folder)
    #expect(preview.status == 0, "\(preview.errors)")
    #expect(try Image(contentsOf: folder.file("sheet.png")).width > 7 * 160)
    try folder.writeVOC()
    let good = try Command(["data", "check", "voc", "--json"], in: folder)
    #expect(good.status == 0, "\(good.errors)")
    let report = try object(good.output)
    #expect(report["classes"] as? [String] == ["cup", "dot"])
    let counts = [report["training"], report["validation"]].compactMap { $0 as? [Int] }
    #expect(counts.joined().reduce(0, +) == 8)
    try folder.write("voc/Annotations/1.xml", Array("<annotation><size>".utf8))
    let bad = try Command(["data", "check", "voc"], in: folder)
    #expect(bad.status == 65)
    #expect(bad.output.contains("broken: ") && bad.output.contains("1.xml"), "\(bad.output)")
  }

  @Test("A4: classes that the weights lack stop an evaluation, both lists in the message")
  func classes() throws {
    try folder.writeVOC()
    let call = try Command(
      ["eval", "ssd", "--weights", trained.weights, "--data", "voc"], in: folder)
    #expect(call.status == 65)
    #expect(call.errors.contains("cup") && call.errors.contains("person"), "\(call.errors)")
    #expect(call.errors.contains("zoo finetune") && !call.errors.contains("rename"))
    let training = try Command(
      [
        "finetune", "ssd", "--data", "voc", "--weights", trained.weights, "--epochs", "1",
        "--batch-size", "2", "--output", "run",
      ], in: folder)
    #expect(training.status == 0, "\(training.errors)")
    #expect(training.errors.contains("new heads for cup, dot"), "\(training.errors)")
    let own = try Command(
      ["eval", "ssd", "--weights", "run/best.safetensors", "--data", "voc"], in: folder)
    #expect(own.status == 0, "\(own.errors)")
    #expect(own.output.contains("AP COCO") && !own.errors.contains("by name"), "\(own.output)")

    // A class that only the training pictures show stands in the way of no evaluation.
    let path = folder.file("voc/Annotations/1.xml")
    let annotation = try String(contentsOfFile: path, encoding: .utf8)
    try folder.write(
      "voc/Annotations/1.xml", Array(annotation.replacing("cup", with: "ape").utf8))
    try FileManager.default.createDirectory(
      atPath: folder.file("voc/ImageSets/Main"), withIntermediateDirectories: true)
    try folder.write("voc/ImageSets/Main/train.txt", Array("1\n2\n".utf8))
    try folder.write("voc/ImageSets/Main/val.txt", Array("3\n4\n".utf8))
    let other = try Command(
      ["eval", "ssd", "--weights", "run/best.safetensors", "--data", "voc", "--json"], in: folder)
    #expect(other.status == 0, "\(other.errors)")
    #expect(other.errors.contains("cup 1 → 0, dot 2 → 1"), "\(other.errors)")
    let classes = try object(other.output)["classes"] as? [[String: Any]]
    #expect(classes?.map { $0["name"] as? String } == ["cup", "dot"])
    #expect(classes?.allSatisfy { $0["coco_ap"] is NSNumber } == true)

    // One that a picture beyond the limit shows does.
    try folder.write(
      "voc/Annotations/4.xml", Array(annotation.replacing("cup", with: "ape").utf8))
    let limited = try Command(
      ["eval", "ssd", "--weights", "run/best.safetensors", "--data", "voc", "--limit", "1"],
      in: folder)
    #expect(limited.status == 65 && limited.errors.contains("ape"), "\(limited.errors)")
  }

  @Test("advice that is given leads on: no word of 'none' where it is refused, none of VGG's heads")
  func advice() throws {
    for arguments in [
      ["detect", "ssd512", "--sample"], ["finetune", "ssd512", "--sample", "--mode", "transfer"],
    ] {
      let call = try Command(arguments, in: folder)
      #expect(call.status == 69, "\(call.errors)")
      #expect(!call.errors.contains("--weights none"), "\(call.errors)")
    }
    let vgg = try TrainedRun.shared.get().weights
    let call = try Command(
      ["finetune", "ssd", "--sample", "--limit", "2", "--mode", "transfer", "--weights", vgg],
      in: folder)
    #expect(call.status == 64, "\(call.errors)")
    #expect(call.errors.contains("use --mode finetune"), "\(call.errors)")
    #expect(!folder.has("runs"))
  }
}
