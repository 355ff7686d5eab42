import Checkpoints
import Foundation
import Images
import Tensors
import Testing

@Suite("Detectors of anomalies from training to verdict")
struct AnomalyTests {
  let efficient: TrainedAdversary
  let anogan: TrainedAdversary
  let folder: Folder

  init() throws {
    efficient = try TrainedAdversary.efficient.get()
    anogan = try TrainedAdversary.anogan.get()
    folder = try Folder()
  }

  private func anomaly(_ more: [String]) throws -> Command {
    try Command(["anomaly", "efficientgan", "--weights", efficient.run] + more, in: folder)
  }

  /// A white stroke on black.
  private func writeDigit(_ name: String = "digit.png") throws {
    var image = Image(width: 50, height: 60)
    image.fillRectangle(x: 12, y: 8, width: 26, height: 6, .white)
    try image.writePNG(to: folder.file(name))
  }

  @Test("trainings leave a file for each network, settings, log, samples and curves")
  func training() throws {
    for (trained, networks) in [
      (efficient, ["generator", "discriminator", "encoder"]),
      (anogan, ["generator", "discriminator"]),
    ] {
      #expect(trained.call.status == 0, "\(trained.call.errors)")
      #expect(trained.call.errors.contains("threshold "), "\(trained.call.errors)")
      let files = ["config.json", "log.jsonl", "curves.png", "samples.png", "last.state"]
      for name in files + networks.map({ "\($0).safetensors" }) {
        #expect(trained.folder.has("run/\(name)"), "\(name)")
      }
      let report = try object(trained.call.output)
      #expect(report["data"] as? String == "mnist (drawn sample), digits 7, 8")
      let figures = try #require(report["figures"] as? [String: Double])
      #expect(Set(figures.keys) == Set(networks))
      #expect((report["next"] as? String)?.hasPrefix("zoo anomaly ") == true)
      #expect(report["best"] as? String == trained.run)
    }
  }

  @Test("no result takes the place of a picture that is looked at")
  func inputsStay() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("anomalies"), withIntermediateDirectories: false)
    for name in ["a.png", "b.png"] { try writeDigit("anomalies/\(name)") }
    func content() throws -> Data {
      try Data(contentsOf: URL(filePath: folder.file("anomalies/a.png")))
    }
    let before = try content()
    for images in [["anomalies"], ["anomalies/a.png"], ["./anomalies//b.png", "anomalies/a.png"]] {
      let call = try anomaly(images + ["--json"])
      #expect(call.status == 0, "\(call.errors)")
      #expect(try content() == before, "\(images)")
    }
    #expect(folder.has("anomalies/a-2.png"))
    let same = try anomaly(["anomalies/a.png", "--output", "anomalies/a.png"])
    #expect(same.status == 64 && same.errors.contains("a picture to look at"), "\(same.errors)")
    #expect(try content() == before)
  }

  @Test("a run whose state is gone does not begin anew over its weights")
  func noState() throws {
    let run = folder.file("copy")
    try FileManager.default.copyItem(atPath: anogan.run, toPath: run)
    try FileManager.default.removeItem(atPath: "\(run)/last.state")
    let call = try Command(["finetune", "anogan", "--resume", "copy", "--sample"], in: folder)
    #expect(call.status == 65 && call.errors.contains("no last.state"), "\(call.errors)")
  }

  @Test("a picture is scored, judged and shown beside its reconstruction")
  func verdict() throws {
    try writeDigit()
    let call = try anomaly(["digit.png", "--json"])
    #expect(call.status == 0, "\(call.errors)")
    let line = try object(call.output)
    let (score, threshold) = (line["score"] as? Double, line["threshold"] as? Double)
    #expect(line["anomalous"] as? Bool == (try #require(score) > (try #require(threshold))))
    #expect(line["residual"] is NSNumber && line["discrimination"] is NSNumber)
    #expect(line["picture"] as? String == "anomalies/digit.png")
    let picture = try Image(contentsOf: folder.file("anomalies/digit.png"))
    #expect(picture.width >= 3 * 280 && picture.height >= 280)
    // The verdict follows the threshold.
    for (limit, expected) in [("0", "anomalous"), ("1e9", "normal")] {
      let call = try anomaly(["digit.png", "--threshold", limit, "--output", "none"])
      #expect(call.status == 0, "\(call.errors)")
      #expect(call.output.contains(": \(expected)"), "\(call.output)")
    }
  }

  @Test("dark on light is another picture, unless it is turned around")
  func inversion() throws {
    try writeDigit()
    var inverse = Image(width: 50, height: 60, fill: .white)
    inverse.fillRectangle(x: 12, y: 8, width: 26, height: 6, .black)
    try inverse.writePNG(to: folder.file("inverse.png"))
    let arguments = ["--output", "none", "--json"]
    let score = try object(try anomaly(["digit.png"] + arguments).output)["score"] as? Double
    let dark = try object(try anomaly(["inverse.png"] + arguments).output)["score"] as? Double
    let turned =
      try object(
        try anomaly(["inverse.png", "--invert"] + arguments).output)["score"] as? Double
    #expect(try abs(#require(score) - #require(turned)) < 1e-3)
    #expect(try abs(#require(score) - #require(dark)) > 1)
  }

  @Test("a folder becomes a table; broken pictures are named, and the end is 65")
  func folders() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("digits"), withIntermediateDirectories: true)
    try writeDigit("digits/a.png")
    try writeDigit("digits/b,c.png")
    try folder.write("digits/broken.png", Array("<!DOCTYPE html>".utf8))
    let call = try anomaly(["digits", "--csv", "--output", "none"])
    #expect(call.status == 65)
    #expect(call.errors.contains("broken.png"))
    #expect(call.lines.count == 3, "\(call.output)")
    #expect(call.lines[0] == "input,score,residual,discrimination,threshold,anomalous,weights")
    #expect(call.lines[2].hasPrefix("\"digits/b,c.png\","))
    #expect(!folder.has("anomalies"))
    #expect(try anomaly(["gone.png"]).status == 66)
    #expect(try anomaly(["digits/a.png", "--csv", "--json"]).status == 64)
    #expect(try anomaly(["digits", "--skip-broken", "--output", "out"]).status == 0)
  }

  @Test("AnoGAN searches as many steps as asked for, and shows its way")
  func search() throws {
    try writeDigit()
    let call = try Command(
      [
        "anomaly", "anogan", "--weights", "\(anogan.run)/generator.safetensors", "digit.png",
        "--steps", "4", "--restarts", "2", "--trajectory", "--json",
      ], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    let line = try object(call.output)
    #expect(line["trajectory"] as? String == "anomalies/digit-search.png")
    #expect(try Image(contentsOf: folder.file("anomalies/digit-search.png")).width > 6 * 140)
    let none = try Command(
      [
        "anomaly", "anogan", "--weights", anogan.run, "digit.png", "--steps", "0", "--output",
        "none", "--json",
      ], in: folder)
    #expect(none.status == 0, "\(none.errors)")
    let (searched, start) = (line["score"] as? Double, try object(none.output)["score"] as? Double)
    #expect(try #require(searched) < (try #require(start)))
  }

  @Test("the sample's digits are scored without a file")
  func sample() throws {
    let call = try anomaly(["--sample", "--limit", "3", "--output", "out"])
    #expect(call.status == 0, "\(call.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).count == 3)
  }

  @Test("digits that are not normal are told apart: area for each, median, curve, scores")
  func evaluation() throws {
    let arguments = [
      "eval", "efficientgan", "--weights", efficient.run, "--sample", "--limit", "60", "--output",
      "figures",
    ]
    let table = try Command(arguments, in: folder)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("AUC: median "), "\(table.output)")
    let json = try object(try Command(arguments + ["--json"], in: folder).output)
    #expect(json["normal"] as? [String] == ["7", "8"])
    let classes = try #require(json["classes"] as? [[String: Any]])
    #expect(
      classes.compactMap { $0["name"] as? String } == ["0", "1", "2", "3", "4", "5", "6", "9"])
    for line in classes { #expect((0...1).contains(line["auc"] as? Double ?? -1)) }
    #expect(folder.has("figures/roc.png"))
    let csv = try String(contentsOfFile: folder.file("figures/scores.csv"), encoding: .utf8)
    #expect(csv.split(separator: "\n").count == 61)
    #expect(try Command(arguments + ["--min-auc", "1"], in: folder).status == 1)
    let other = try Command(arguments + ["--normal", "1", "--json"], in: folder)
    #expect(try object(other.output)["normal"] as? [String] == ["1"])
    let unknown = try Command(arguments + ["--normal", "seven"], in: folder)
    #expect(unknown.status == 64 && unknown.errors.contains("'seven'"), "\(unknown.errors)")
  }

  @Test("AnoGAN is measured with a search of few steps")
  func searchEvaluation() throws {
    let call = try Command(
      [
        "eval", "anogan", "--weights", anogan.run, "--sample", "--limit", "20", "--steps", "2",
        "--json",
      ], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(!call.errors.contains("first 200"), "\(call.errors)")
    #expect(try object(call.output)["median_auc"] is NSNumber)
  }

  @Test("raw tensors go through each network by itself, channels first")
  func forward() throws {
    try Checkpoint.write(
      [("x", .zeros([3, 1, 28, 28])), ("z", .zeros([3, 20]))],
      to: folder.file("in.safetensors"))
    for (part, shapes) in [
      ("generator", ["image": [3, 1, 28, 28]]),
      ("discriminator", ["logit": [3, 1], "feature": [3, 32]]), ("encoder", ["z": [3, 20]]),
    ] {
      let call = try Command(
        [
          "forward", "efficientgan.\(part)", "--weights", "\(efficient.run)/\(part).safetensors",
          "--input", "in.safetensors", "--output", "out.safetensors", "--json",
        ], in: folder)
      #expect(call.status == 0, "\(part): \(call.errors)")
      #expect(try object(call.output)["shapes"] as? [String: [Int]] == shapes, "\(part)")
    }
    try Checkpoint.write(
      [("x", .zeros([3, 1, 64, 64]))], to: folder.file("large.safetensors"))
    let wrong = try Command(
      [
        "forward", "efficientgan.encoder", "--weights", "\(efficient.run)/encoder.safetensors",
        "--input", "large.safetensors", "--output", "out.safetensors",
      ], in: folder)
    #expect(wrong.status == 65 && wrong.errors.contains("28"), "\(wrong.errors)")
    let answered = try Command(
      [
        "forward", "anogan.discriminator", "--weights",
        "\(anogan.run)/discriminator.safetensors", "--input", "large.safetensors", "--output",
        "out.safetensors",
      ], in: folder)
    #expect(answered.status == 0, "\(answered.errors)")
  }

  @Test("a training that was interrupted goes on bit for bit, to other epochs too")
  func resume() throws {
    let arguments = TrainedAdversary.arguments("efficientgan")
    let whole = try Command(arguments + ["--epochs", "30", "--output", "whole"], in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    let stopped = try Command(
      arguments + ["--epochs", "40", "--output", "run"], in: folder, signal: (SIGINT, "epoch 2/40"))
    #expect(stopped.status == 130, "\(stopped.errors)")
    let resumed = try Command(
      ["finetune", "efficientgan", "--resume", "run", "--sample", "--epochs", "30"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    for run in ["run", "whole"] {
      let settings = try object(
        String(contentsOfFile: folder.file("\(run)/config.json"), encoding: .utf8))
      let training = (settings["options"] as? [String: Any])?["training"] as? [String: Any]
      #expect(training?["epochCount"] as? Int == 30, "\(run)")
    }
    for network in ["generator", "discriminator", "encoder", "last"] {
      #expect(
        try Data(contentsOf: URL(filePath: folder.file("run/\(network).safetensors")))
          == Data(contentsOf: URL(filePath: folder.file("whole/\(network).safetensors"))),
        "\(network)")
    }
  }

  @Test(
    "what cannot be is answered in one line with 64",
    arguments: [
      (["anomaly", "vgg16", "a.png"], "zoo classify vgg16"),
      (["anomaly", "efficientgn", "a.png"], "did you mean 'efficientgan'?"),
      (["anomaly", "efficientgan", "a.png", "--steps", "3"], "anogan"),
      (["anomaly", "efficientgan", "a.png", "--trajectory"], "anogan"),
      (["anomaly", "anogan", "a.png", "--restarts", "0"], "1…1024"),
      (["anomaly", "anogan", "a.png", "--search-rate", "nan"], "learning rate"),
      (["anomaly", "efficientgan"], "--sample"),
      (["finetune", "efficientgan", "--betas", "0.5,0.9"], "not for efficientgan"),
      (["finetune", "efficientgan", "--average-decay", "0.9"], "not for efficientgan"),
      (["finetune", "dcgan", "--betas", "0.5,1"], "less than 1"),
      (["finetune", "dcgan", "--betas", "0.5"], "--betas"),
      (["finetune", "dcgan", "--average-decay", "1"], "less than 1"),
      (["finetune", "vgg16", "--average-decay", "0.9"], "zoo finetune dcgan"),
      (["eval", "efficientgan", "--min-map", "0.5"], "--min-map"),
      (["eval", "vgg16", "--normal", "7"], "--normal"),
      (["finetune", "efficientgan", "--momentum", "0.9"], "--momentum"),
      (["finetune", "efficientgan", "--mode", "transfer"], "random weights"),
      (["finetune", "efficientgan", "--weights", "a.pth", "--sample"], "random weights"),
      (["finetune", "efficientgan", "--batch-size", "1"], "2…65536"),
      (["finetune", "anogan", "--norm-scale", "0"], "efficientgan"),
      (["finetune", "vgg16", "--quantile", "0.9"], "anomalies"),
      (["finetune", "efficientgan", "--digits", "7,x"], "7,x"),
    ])
  func usage(arguments: [String], message: String) throws {
    let call = try Command(arguments, in: folder)
    #expect(call.status == 64, "\(call.errors)")
    #expect(call.errors.hasPrefix("zoo: error: "))
    #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
    #expect(call.errors.localizedCaseInsensitiveContains(message), "\(call.errors)")
  }

  @Test("weights of another model, a folder without any and a missing file are named")
  func wrongWeights() throws {
    try writeDigit()
    let other = try Command(
      ["anomaly", "anogan", "--weights", efficient.run, "digit.png"], in: folder)
    #expect(
      other.status == 65 && other.errors.contains("efficientgan.generator"), "\(other.errors)")
    let empty = try Command(
      ["anomaly", "efficientgan", "--weights", folder.path, "digit.png"], in: folder)
    #expect(empty.status == 66 && empty.errors.contains("generator.safetensors"), "\(empty.errors)")
    let gone = try Command(
      ["anomaly", "efficientgan", "--weights", "gone/generator.safetensors", "digit.png"],
      in: folder)
    #expect(gone.status == 66, "\(gone.errors)")
  }
}
