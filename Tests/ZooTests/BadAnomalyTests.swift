import Checkpoints
import Foundation
import Images
import Tensors
import Testing

@Suite("Detectors of anomalies that are used wrongly, or otherwise than they were trained")
struct BadAnomalyTests {
  let efficient: TrainedAdversary
  let anogan: TrainedAdversary
  let folder: Folder

  init() throws {
    efficient = try TrainedAdversary.efficient.get()
    anogan = try TrainedAdversary.anogan.get()
    folder = try Folder()
  }

  /// Writes small pictures into a folder, whose strokes differ.
  private func writePictures(_ name: String, count: Int, height: Int = 4) throws {
    try FileManager.default.createDirectory(
      atPath: folder.file(name), withIntermediateDirectories: true)
    for index in 0..<count {
      var image = Image(width: 28, height: 28)
      image.fillRectangle(x: 6 + index % 3, y: 4 + index, width: 14, height: height, .white)
      try image.writePNG(to: folder.file("\(name)/\(index).png"))
    }
  }

  /// Efficient GAN's files with a parameter that is no number.
  private func spoiledRun() throws -> String {
    try FileManager.default.copyItem(atPath: efficient.run, toPath: folder.file("nan"))
    let path = folder.file("nan/generator.safetensors")
    let generator = try Checkpoint.load("\(efficient.run)/generator.safetensors")
    try FileManager.default.removeItem(atPath: path)
    try Checkpoint.write(
      generator.tensors.map { stored in
        let tensor = stored.tensor()
        return (stored.name, stored.name == "last.0.bias" ? .full(tensor.shape, .nan) : tensor)
      }, to: path, metadata: CheckpointMetadata(generator.metadata))
    return folder.file("nan")
  }

  @Test("the threshold of another search is not used, unless one is given")
  func otherSearch() throws {
    try writePictures("digits", count: 1)
    let arguments = [
      "anomaly", "anogan", "--weights", anogan.run, "digits", "--steps", "1", "--output", "none",
      "--json",
    ]
    let other = try Command(arguments, in: folder)
    #expect(other.status == 0, "\(other.errors)")
    #expect(other.errors.contains("200 steps") && other.errors.contains("--threshold"))
    var line = try object(other.output)
    #expect(line["threshold"] == nil && line["anomalous"] == nil)
    let given = try Command(arguments + ["--threshold", "1"], in: folder)
    line = try object(given.output)
    #expect(line["threshold"] as? Double == 1 && line["anomalous"] as? Bool == true)
    #expect(!given.errors.contains("not used"), "\(given.errors)")
    let eval = try Command(
      [
        "eval", "anogan", "--weights", anogan.run, "--sample", "--limit", "20", "--steps", "1",
        "--json",
      ], in: folder)
    #expect(eval.status == 0, "\(eval.errors)")
    #expect(eval.errors.contains("200 steps"), "\(eval.errors)")
    #expect(try object(eval.output)["false_alarms"] == nil)
  }

  @Test("W19: parameters that are no numbers are told, and their scores are an error")
  func nonFinite() throws {
    let run = try spoiledRun()
    try writePictures("digits", count: 1)
    let one = try Command(
      ["anomaly", "efficientgan", "--weights", run, "digits", "--output", "out"], in: folder)
    let all = try Command(
      ["eval", "efficientgan", "--weights", run, "--sample", "--limit", "20"], in: folder)
    for call in [one, all] {
      #expect(call.status == 65, "\(call.errors)")
      #expect(call.output.isEmpty)
      #expect(call.errors.contains("'last.0.bias'"), "\(call.errors)")
      #expect(call.errors.contains("the score is nan"), "\(call.errors)")
    }
  }

  @Test("that only one kind of pictures is there is found before any is scored")
  func oneKind() throws {
    // Scores would be no numbers.
    let run = try spoiledRun()
    for arguments in [["--digits", "7,8"], ["--normal", "0,1,2,3,4,5,6,7,8,9"]] {
      let call = try Command(
        ["eval", "efficientgan", "--weights", run, "--sample", "--limit", "20"] + arguments,
        in: folder)
      #expect(call.status == 65 && call.errors.contains("of other classes"), "\(call.errors)")
    }
  }

  @Test("pictures of faults that are there for the test only are told from good ones")
  func faults() throws {
    try writePictures("parts/train/good", count: 12)
    try writePictures("parts/test/good", count: 3)
    try writePictures("parts/test/broken", count: 4, height: 12)
    let training = try Command(
      [
        "finetune", "efficientgan", "--data", "parts", "--width", "0.03125", "--epochs", "1",
        "--batch-size", "4", "--output", "run", "--json",
      ], in: folder)
    #expect(training.status == 0, "\(training.errors)")
    #expect(!training.errors.contains("cannot be learnt"), "\(training.errors)")
    let arguments = ["eval", "efficientgan", "--data", "parts", "--output", "figures", "--json"]
    let call = try Command(arguments + ["--weights", "./run"], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    let report = try object(call.output)
    #expect(report["normal"] as? [String] == ["good"])
    #expect(report["normal_count"] as? Int == 3)
    let classes = try #require(report["classes"] as? [[String: Any]])
    #expect(classes.map { $0["name"] as? String } == ["broken"])
    #expect((0...1).contains(classes[0]["pr_auc"] as? Double ?? -1))
    #expect((0...1).contains(report["pr_auc"] as? Double ?? -1))
    let lines = try String(contentsOfFile: folder.file("figures/classes.csv"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count == 2 && lines[1].hasPrefix("broken,4,"))
    // Weights that know digits are not the user's fault.
    let digits = try Command(arguments + ["--weights", efficient.run], in: folder)
    #expect(digits.status == 65, "\(digits.errors)")
    #expect(digits.errors.contains(efficient.run) && digits.errors.contains("'7'"))
    // A classifier has no answer for what it never saw.
    let classifier = try Command(["finetune", "mnist", "--data", "parts"], in: folder)
    #expect(classifier.status == 65, "\(classifier.errors)")
    #expect(classifier.errors.contains("no such class"), "\(classifier.errors)")
  }

  @Test("pictures that are searched for together are all answered, a broken one is named")
  func batches() throws {
    try writePictures("digits", count: 3)
    try folder.write("digits/1.png", Array("<!DOCTYPE html>".utf8))
    let call = try Command(
      [
        "anomaly", "anogan", "--weights", anogan.run, "digits", "--steps", "1", "--output", "none",
        "--csv",
      ], in: folder)
    #expect(call.status == 65 && call.errors.contains("digits/1.png"), "\(call.errors)")
    #expect(call.lines.count == 3, "\(call.output)")
    #expect(call.lines[1].hasPrefix("digits/0.png,") && call.lines[2].hasPrefix("digits/2.png,"))
    #expect(call.lines.dropFirst().allSatisfy { $0.hasSuffix(",\(anogan.run)") })
    let text = try Command(
      ["anomaly", "efficientgan", "--weights", efficient.run, "digits/0.png", "--output", "none"],
      in: folder)
    #expect(text.output.contains("weights \(efficient.run)"), "\(text.output)")
  }

  @Test("a limit takes the place of 200 pictures of each class, which are announced")
  func limit() throws {
    let held = try object(
      String(contentsOfFile: "\(anogan.run)/config.json", encoding: .utf8))
    let options = try #require(held["options"] as? [String: Any])
    #expect(held["limit"] as? Int == 24 && options["picturesPerClass"] == nil)
    #expect(!anogan.call.errors.contains("first 200"), "\(anogan.call.errors)")
    let arguments = ["finetune", "anogan", "--sample", "--digits", "7,8", "--print-config"]
    let call = try Command(arguments, in: folder)
    #expect(call.status == 0 && call.errors.contains("first 200 pictures"), "\(call.errors)")
    #expect(!call.errors.contains("all ten digits"), "\(call.errors)")
    let printed = try object(call.output)["options"] as? [String: Any]
    #expect(printed?["picturesPerClass"] as? Int == 200)
  }

  @Test("a training on all ten digits is warned of, and the notes name the digits of others")
  func normalDigits() throws {
    let call = try Command(
      ["finetune", "efficientgan", "--sample", "--print-config"], in: folder)
    #expect(call.status == 0 && call.errors.contains("all ten digits"), "\(call.errors)")
    #expect(!efficient.call.errors.contains("all ten digits"))
    for run in [efficient.run, anogan.run] {
      let notes = try Checkpoint.load("\(run)/generator.safetensors").metadata
      #expect(notes["data"] == "mnist (drawn sample), digits 7, 8")
    }
    let eval = try Command(
      [
        "eval", "efficientgan", "--weights", efficient.run, "--sample", "--limit", "20",
        "--digits", "2,7", "--json",
      ], in: folder)
    #expect(try object(eval.output)["data"] as? String == "mnist (drawn sample), digits 2, 7")
    let empty = try Command(
      ["eval", "efficientgan", "--weights", efficient.run, "--sample", "--normal", ""],
      in: folder)
    #expect(empty.status == 64 && empty.errors.contains("--normal names no class"))
  }

  @Test("AnoGAN's networks are run with AnoGAN's weights, not with DCGAN's")
  func forward() throws {
    try Checkpoint.write([("z", .zeros([1, 20]))], to: folder.file("z.safetensors"))
    let call = try Command(
      [
        "forward", "anogan.generator", "--input", "z.safetensors", "--output", "x.safetensors",
        "--offline",
      ], in: folder)
    #expect(call.status == 0 || call.errors.contains("anogan.generator"), "\(call.errors)")
    #expect(!call.errors.contains("dcgan"), "\(call.errors)")
    let help = try Command(["forward", "--help"], in: folder)
    for name in ["'z'", "'image'", "'logit'", "'feature'"] {
      #expect(help.output.contains(name), "\(name)")
    }
  }
}
