import Checkpoints
import DCGAN
import Foundation
import Layers
import SAGAN
import Support
import Tensors
import Testing

@Suite("Generators that learn against discriminators")
struct GenerationTests {
  private func arguments(epochs: Int = 2) -> [String] {
    [
      "--sample", "--digits", "7,8", "--limit", "6", "--batch-size", "4", "--width", "0.03125",
      "--epochs", "\(epochs)", "--json",
    ]
  }

  @Test(
    "a training leaves both networks and samples of each epoch, and can be stopped and go on",
    arguments: ["dcgan", "sagan"])
  func training(model: String) throws {
    let folder = try Folder()
    // Long enough that the signal comes before the end.
    let whole = try Command(
      ["finetune", model, "--output", "whole"] + arguments(epochs: 20), in: folder)
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
      ["finetune", model, "--output", "parts"] + arguments(epochs: 20), in: folder,
      signal: (SIGINT, "epoch 1/20"))
    #expect(parts.status == 130, "\(parts.errors)")
    let resumed = try Command(["finetune", model, "--resume", "parts"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    for name in ["generator.safetensors", "last.state"] {
      #expect(
        FileManager.default.contentsEqual(
          atPath: folder.file("whole/\(name)"), andPath: folder.file("parts/\(name)")), "\(name)")
    }
  }

  /// Writes the small networks of the references, and returns the outputs that they should have.
  private func writeReferences(
    _ model: String, in folder: Folder
  ) throws -> (generator: [String: Tensor], discriminator: [String: Tensor]) {
    func write(_ network: some Module, _ part: String) throws -> [String: Tensor] {
      let reference = NetworkReference(
        "small.\(model).\(part)", of: "\(model.uppercased())Tests")
      try reference.fill(network)
      try Checkpoint.write(network, to: folder.file("\(part).safetensors"))
      return try reference.outputs()
    }
    return model == "dcgan"
      ? (
        try write(DCGAN.Generator(width: 0.125), "generator"),
        try write(DCGAN.Discriminator(width: 0.125), "discriminator")
      )
      : (
        try write(SAGAN.Generator(width: 0.125), "generator"),
        try write(SAGAN.Discriminator(width: 0.125), "discriminator")
      )
  }

  @Test(
    "R1: zoo forward runs each network on raw tensors, and gives PyTorch's numbers",
    arguments: ["dcgan", "sagan"])
  func forward(model: String) throws {
    let folder = try Folder()
    let expected = try writeReferences(model, in: folder)
    func run(_ part: String, _ input: String) throws -> Command {
      try Command(
        [
          "forward", "\(model).\(part)", "--weights", "\(part).safetensors", "--input", input,
          "--output", "out-\(part).safetensors",
        ], in: folder)
    }
    func output(_ part: String, _ input: String) throws -> Checkpoint {
      let call = try run(part, input)
      #expect(call.status == 0, "\(call.errors)")
      return try Checkpoint.load(folder.file("out-\(part).safetensors"))
    }
    let count = model == "dcgan" ? 4 : 2
    let latents = filled("input.z", shape: [count, 20]).reshaped([count, 20, 1, 1])
    try Checkpoint.write([("z", latents)], to: folder.file("z.safetensors"))
    let made = try output("generator", "z.safetensors")
    for name in model == "dcgan" ? ["image"] : ["image", "attention1", "attention2"] {
      let scalars = try #require(made[name], "\(name)").tensor().scalars
      // Of the largest map the reference holds every 107th element.
      let kept = stride(from: 0, to: scalars.count, by: name == "attention2" ? 107 : 1)
      expectClose(
        kept.map { scalars[$0] }, try #require(expected.generator[name]).scalars, relative: 1e-4)
    }
    #expect(made["image"]?.shape == [count, 1, 64, 64])
    let images = filled("input.x", shape: [count, 1, 64, 64])
    try Checkpoint.write([("x", images)], to: folder.file("x.safetensors"))
    let answered = try output("discriminator", "x.safetensors")
    for name in ["logit"] + (model == "dcgan" ? ["feature"] : ["attention1", "attention2"]) {
      expectClose(
        try #require(answered[name], "\(name)").tensor(),
        try #require(expected.discriminator[name]), relative: 1e-4)
    }
    #expect(try run("discriminator", "z.safetensors").status == 65)
    #expect(try run("encoder", "z.safetensors").status == 64)
    let whole = try Command(
      ["forward", model, "--weights", "x", "--input", "x", "--output", "y"], in: folder)
    #expect(whole.status == 64 && whole.errors.contains("\(model).generator"), "\(whole.errors)")
  }

  @Test(
    "a classifier of digits judges the samples beside real ones", arguments: ["dcgan", "sagan"])
  func evaluation(model: String) throws {
    let folder = try Folder()
    for call in [
      ["finetune", model, "--output", "run"] + arguments(),
      ["finetune", "mnist", "--sample", "--limit", "40", "--epochs", "1", "--output", "judge"],
    ] {
      let call = try Command(call, in: folder)
      #expect(call.status == 0, "\(call.errors)")
    }
    let evaluation = [
      "eval", model, "--weights", "run", "--judge", "judge/best.safetensors", "--sample",
      "--digits", "7,8", "--limit", "8", "--batch-size", "3",
    ]
    let table = try Command(evaluation, in: folder)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("Fréchet distance"))
    let json = try Command(evaluation + ["--json", "--output", "pictures"], in: folder)
    let report = try object(json.output)
    #expect(report["count"] as? Int == 8 && report["real_count"] as? Int == 8)
    #expect((report["frechet_distance"] as? Double ?? -1) >= 0)
    #expect((0...1).contains(report["sure_of_data_classes"] as? Double ?? -1))
    #expect(report["data"] as? String == "mnist (drawn sample), digits 7, 8")
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
      ["--min-accuracy", "0.5"], ["--form", "connected"], ["--find-learning-rate"],
    ])
  func flags(flag: [String]) throws {
    let folder = try Folder()
    let call = try Command(["finetune", "dcgan", "--sample"] + flag, in: folder)
    #expect(call.status == 64, "\(call.output) \(call.errors)")
    #expect(call.errors.split(separator: "\n").count == 1 && !folder.has("runs"))
  }
}
