import Checkpoints
import Foundation
import Tensors
import Testing

@Suite("Generators that learn against discriminators")
struct GenerationTests {
  private func object(_ line: some StringProtocol) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
  }

  private let arguments = [
    "--sample", "--digits", "7,8", "--limit", "6", "--batch-size", "4", "--width", "0.03125",
    "--epochs", "2", "--json",
  ]

  @Test(
    "a training leaves both networks and samples of each epoch, and can be stopped and go on",
    arguments: ["dcgan", "sagan"])
  func training(model: String) throws {
    let folder = try Folder()
    let whole = try Command(
      ["finetune", model, "--output", "whole"] + arguments, in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    let report = try object(whole.output)
    #expect(report["data"] as? String == "mnist (drawn sample), digits 7, 8")
    #expect(report["best"] as? String == "whole/generator.safetensors")
    #expect(
      Set((report["figures"] as? [String: Any] ?? [:]).keys) == ["generator", "discriminator"])
    for name in [
      "config.json", "log.jsonl", "curves.png", "samples.png", "samples/epoch-00002.png",
      "generator.safetensors", "discriminator.safetensors", "last.safetensors", "last.state",
    ] {
      #expect(folder.has("whole/\(name)"), "\(name)")
    }
    let parts = try Command(
      ["finetune", model, "--output", "parts"] + arguments, in: folder,
      signal: (SIGINT, "epoch 1/2"))
    #expect(parts.status == 130 || parts.status == 0, "\(parts.errors)")
    let resumed = try Command(["finetune", model, "--resume", "parts"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    for name in ["generator.safetensors", "last.state"] {
      #expect(
        FileManager.default.contentsEqual(
          atPath: folder.file("whole/\(name)"), andPath: folder.file("parts/\(name)")), "\(name)")
    }
  }

  @Test(
    "zoo forward runs each network on raw tensors, as published", arguments: ["dcgan", "sagan"])
  func forward(model: String) throws {
    let folder = try Folder()
    let training = try Command(
      ["finetune", model, "--output", "run"] + arguments, in: folder)
    #expect(training.status == 0, "\(training.errors)")
    func run(_ part: String, _ input: String, _ output: String) throws -> Command {
      try Command(
        [
          "forward", "\(model).\(part)", "--weights", "run/\(part).safetensors", "--input", input,
          "--output", output,
        ], in: folder)
    }
    try Checkpoint.write(
      [("z", .zeros([2, 20, 1, 1]))], to: folder.file("z.safetensors"))
    let made = try run("generator", "z.safetensors", "image.safetensors")
    #expect(made.status == 0, "\(made.errors)")
    let image = try Checkpoint.load(folder.file("image.safetensors"))
    #expect(image["image"]?.shape == [2, 1, 64, 64])
    #expect((image["attention2"]?.shape == [2, 1024, 1024]) == (model == "sagan"))
    try Checkpoint.write([("x", .zeros([3, 1, 64, 64]))], to: folder.file("x.safetensors"))
    let answered = try run("discriminator", "x.safetensors", "logit.safetensors")
    #expect(answered.status == 0, "\(answered.errors)")
    #expect(
      try Checkpoint.load(folder.file("logit.safetensors"))["logit"]?.shape == [3, 1, 1, 1])
    #expect(try run("discriminator", "z.safetensors", "none").status == 65)
    #expect(try run("encoder", "z.safetensors", "none").status == 64)
    let whole = try Command(
      ["forward", model, "--weights", "x", "--input", "x", "--output", "y"], in: folder)
    #expect(whole.status == 64 && whole.errors.contains("\(model).generator"), "\(whole.errors)")
  }

  @Test(
    "a classifier of digits judges the samples beside real ones", arguments: ["dcgan", "sagan"])
  func evaluation(model: String) throws {
    let folder = try Folder()
    for call in [
      ["finetune", model, "--output", "run"] + arguments,
      ["finetune", "mnist", "--sample", "--limit", "40", "--epochs", "1", "--output", "judge"],
    ] {
      let call = try Command(call, in: folder)
      #expect(call.status == 0, "\(call.errors)")
    }
    let evaluation = [
      "eval", model, "--weights", "run/generator.safetensors", "--judge",
      "judge/best.safetensors", "--sample", "--digits", "7,8", "--limit", "8",
    ]
    let table = try Command(evaluation, in: folder)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("Fréchet distance"))
    let json = try Command(evaluation + ["--json", "--output", "pictures"], in: folder)
    let report = try object(json.output)
    #expect(report["count"] as? Int == 8 && report["real_count"] as? Int == 8)
    #expect((report["frechet_distance"] as? Double ?? -1) >= 0)
    let shares = (report["classes"] as? [[String: Any]] ?? []).compactMap { $0["share"] as? Double }
    #expect(shares.count == 10 && abs(shares.reduce(0, +) - 1) < 1e-6)
    #expect(folder.has("pictures/samples.png"))
    #expect(folder.has("pictures/attention.png") == (model == "sagan"))
    let other = try Command(
      ["eval", model, "--weights", "run/discriminator.safetensors", "--sample"], in: folder)
    #expect(other.status == 65, "\(other.errors)")
  }

  @Test(
    "flags that mean nothing for generators are refused",
    arguments: [
      ["--momentum", "0.5"], ["--mode", "transfer"], ["--augment"], ["--patience", "3"],
      ["--min-accuracy", "0.5"], ["--form", "connected"],
    ])
  func flags(flag: [String]) throws {
    let call = try Command(["finetune", "dcgan", "--sample"] + flag, in: Folder())
    #expect(call.status == 64, "\(call.output) \(call.errors)")
  }
}
