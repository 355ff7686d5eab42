import Checkpoints
import DCGAN
import Datasets
import Foundation
import Images
import Layers
import Tensors
import Testing
import Training

@Suite("Generators from training to samples")
struct GenerateTests {
  let dcgan: TrainedAdversary
  let sagan: TrainedAdversary
  let folder: Folder

  init() throws {
    dcgan = try TrainedAdversary.dcgan.get()
    sagan = try TrainedAdversary.sagan.get()
    folder = try Folder()
  }

  @Test("a training tells the command that uses its generator")
  func next() throws {
    for trained in [dcgan, sagan] {
      #expect(trained.call.status == 0, "\(trained.call.errors)")
      let report = try object(trained.call.output)
      #expect((report["next"] as? String)?.hasPrefix("zoo generate ") == true)
    }
  }

  @Test("equal seeds give equal grids, whose size follows from the number of samples")
  func seeds() throws {
    var grids: [Data] = []
    for index in 0..<2 {
      let call = try Command(
        [
          "generate", "dcgan", "--weights", dcgan.run, "--count", "9", "--seed", "3", "--output",
          "\(index).png", "--json",
        ], in: folder)
      #expect(call.status == 0, "\(call.errors)")
      let report = try object(call.output)
      #expect(report["count"] as? Int == 9 && report["seed"] as? Int == 3)
      grids.append(try Data(contentsOf: URL(filePath: folder.file("\(index).png"))))
    }
    #expect(grids[0] == grids[1])
    let grid = try Image(contentsOf: folder.file("0.png"))
    #expect(grid.width == 3 * 66 + 2 && grid.height == 3 * 66 + 2)
  }

  @Test("of the samples those stay that the discriminator scores highest")
  func selection() throws {
    let call = try Command(
      [
        "generate", "dcgan", "--weights", dcgan.run, "--count", "4", "--seed", "3", "--keep",
        "0.5", "--json",
      ], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(try object(call.output)["kept"] as? Double == 0.5)
    let grid = try Image(contentsOf: folder.file("samples.png"))
    let generator = try Generator(Checkpoint.load("\(dcgan.run)/generator.safetensors"))
    let discriminator = try Discriminator(Checkpoint.load("\(dcgan.run)/discriminator.safetensors"))
    let samples = generator(
      withSeed(3) { Tensor.randomNormal([8, generator.configuration.latentSize]) })
    let scores = discriminator(samples).scalars
    let least = scores.sorted()[4]
    let best = concatenate(
      scores.indices.filter { scores[$0] >= least }.map { samples[$0..<$0 + 1] }, axis: 0)
    let expected = Image.grid(of: best, columns: 2)
    let worst = zip(grid.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }.max()
    #expect(grid.width == expected.width && (worst ?? 255) <= 1)
  }

  @Test("without its discriminator a generator's samples all stay, or one line says what lacks")
  func noDiscriminator() throws {
    let file = folder.file("alone.safetensors")
    try FileManager.default.copyItem(atPath: "\(dcgan.run)/generator.safetensors", toPath: file)
    let made = try Command(["generate", "dcgan", "--weights", file, "--count", "4"], in: folder)
    #expect(made.status == 0, "\(made.errors)")
    let coloured = Generator(.side64(imageChannelCount: 3, width: 0.03125))
    try Checkpoint.write(
      coloured, to: folder.file("x-generator.safetensors"), metadata: coloured.metadata())
    try FileManager.default.copyItem(
      atPath: "\(dcgan.run)/discriminator.safetensors",
      toPath: folder.file("x-discriminator.safetensors"))
    let wrong = try Command(
      ["generate", "dcgan", "--weights", "./x-generator.safetensors", "--keep", "0.5"], in: folder)
    #expect(wrong.status == 65 && wrong.errors.contains("not 64 and 3"), "\(wrong.errors)")
    for verb in [["generate", "dcgan", "--count", "4"], ["eval", "dcgan", "--sample"]] {
      let call = try Command(verb + ["--weights", file, "--keep", "0.5"], in: folder)
      #expect(call.status == 66, "\(call.status)")
      #expect(call.errors.contains("discriminator.safetensors: no such file"), "\(call.errors)")
    }
  }

  @Test("SAGAN shows where the middle of its samples looks")
  func attention() throws {
    let call = try Command(
      [
        "generate", "sagan", "--weights", "\(sagan.run)/generator.safetensors", "--count", "4",
        "--attention", "--json",
      ], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(try object(call.output)["attention"] as? String == "samples-attention.png")
    let picture = try Image(contentsOf: folder.file("samples-attention.png"))
    #expect(picture.width > 3 * 192 && picture.height > 4 * 192)
  }

  @Test("the weights that ship draw sevens and eights, DCGAN's more surely the better ones")
  func shipped() throws {
    for (model, least, leastOfBest) in [("dcgan", 0.85, 0.93), ("sagan", 0.8, 0.85)] {
      let made = try Command(["generate", model, "--count", "9", "--json"], in: folder)
      #expect(made.status == 0, "\(made.errors)")
      #expect(try object(made.output)["weights"] as? String == "\(model)-78-generator")
      for (keep, least) in [("1", least), ("0.5", leastOfBest)] {
        let call = try Command(
          [
            "eval", model, "--sample", "--digits", "7,8", "--limit", "250", "--keep", keep,
            "--json",
          ], in: folder)
        #expect(call.status == 0, "\(call.errors)")
        let share = try #require(try object(call.output)["sure_of_data_classes"] as? Double)
        #expect(share >= least, "\(model), --keep \(keep)")
      }
    }
    let score = try Command(
      ["anomaly", "anogan", "--sample", "--steps", "3", "--json"], in: folder)
    #expect(score.status == 0, "\(score.errors)")
  }

  @Test(
    "what cannot be is answered in one line with 64",
    arguments: [
      (["generate", "vgg16"], "zoo classify vgg16"),
      (["generate", "dcgan", "--attention"], "sagan"),
      (["generate", "dcgan", "--count", "0"], "1…4096"),
      (["generate", "dcgan", "--keep", "0"], "0.01…1"),
      (["generate", "dcgan", "--keep", "nan"], "0.01…1"),
      (["eval", "vgg16", "--sample", "--keep", "0.5"], "--keep is for generators"),
      (["generate", "dcgan", "--output", "folder"], ".png"),
      (["eval", "vgg16", "--sample", "--judge", "x"], "--judge is for generators"),
      (["eval", "dcgan", "--limit", "3"], "4 or more"),
    ])
  func usage(arguments: [String], message: String) throws {
    let call = try Command(arguments, in: folder)
    #expect(call.status == 64, "\(call.errors)")
    #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
    #expect(call.errors.localizedCaseInsensitiveContains(message), "\(call.errors)")
  }

  /// A folder of striped pictures: nothing is left of the stripes at a smaller side.
  private func stripes(_ name: String, count: Int) throws -> String {
    try FileManager.default.createDirectory(
      atPath: folder.file(name), withIntermediateDirectories: true)
    let picture = Image(
      width: 64, height: 64, pixels: (0..<64 * 64 * 3).map { $0 / 3 % 2 == 0 ? 0 : 255 })
    for index in 0..<count { try picture.writePNG(to: folder.file("\(name)/\(index).png")) }
    return folder.file(name)
  }

  @Test("pictures of a folder are read at the side that a model works with, and all are used")
  func side() throws {
    let pictures = try stripes("pictures", count: 260)
    for (model, side) in [("dcgan", 64), ("sagan", 64), ("anogan", 64), ("efficientgan", 28)] {
      let call = try Command(
        ["finetune", model, "--data", "pictures", "--width", "0.03125", "--print-config"],
        in: folder)
      #expect(call.status == 0, "\(call.errors)")
      let data = try GreyData(greyFolder: pictures, side: side, seed: 1234)
      let generates = ["dcgan", "sagan"].contains(model)
      let expected = generates ? data.training.fingerprint : data.fingerprint
      #expect(try object(call.output)["dataFingerprint"] as? String == expected, "\(model)")
      let notice = "trained on 208 pictures; 52 others are left to measure with"
      #expect(call.errors.contains(notice) == generates, "\(call.errors)")
    }
    let sample = try Command(
      ["finetune", "dcgan", "--sample", "--width", "0.03125", "--print-config"], in: folder)
    #expect(sample.errors.contains("--limit 100000 uses all"), "\(sample.errors)")
    let none = try Command(
      ["finetune", "dcgan", "--data", "pictures", "--digits", "3"], in: folder)
    #expect(none.status == 64, "\(none.errors)")
  }

  @Test("data of other classes than the judge's have no shares of classes, and that is said")
  func otherClasses() throws {
    _ = try stripes("pictures", count: 20)
    let evaluation = [
      "eval", "dcgan", "--weights", dcgan.run, "--data", "pictures", "--limit", "6",
    ]
    let call = try Command(evaluation + ["--json"], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.errors.contains("knows other classes"), "\(call.errors)")
    let report = try object(call.output)
    #expect(report["frechet_distance"] is Double && report["real_count"] as? Int == 4)
    #expect(report["classes"] == nil && report["sure_of_data_classes"] == nil)
    let table = try Command(evaluation, in: folder)
    #expect(table.output.contains("precision, recall") && !table.output.contains("sure"))
  }

  @Test("weights that make no numbers, or pictures that cannot be shown, end with 65 and one line")
  func badGenerators() throws {
    func write(_ name: String, channelCount: Int, value: Float) throws {
      let generator = Generator(
        .side64(imageChannelCount: channelCount, width: 0.03125))
      let bias = try #require(generator.state.last?.entry)
      bias.assign(.full(bias.shape, value))
      try Checkpoint.write(generator, to: folder.file(name), metadata: generator.metadata())
    }
    try write("nan", channelCount: 1, value: .nan)
    try write("two", channelCount: 2, value: 0)
    try write("colours", channelCount: 3, value: 0)
    for (weights, message, isShown) in [
      ("nan", "not all numbers", false), ("two", "2 channels", false), ("colours", "grey", true),
    ] {
      let made = try Command(
        ["generate", "dcgan", "--weights", "./\(weights)", "--count", "4"], in: folder)
      #expect(made.status == (isShown ? 0 : 65), "\(made.errors)")
      #expect(isShown || made.errors.contains(message), "\(made.errors)")
      let measured = try Command(
        ["eval", "dcgan", "--weights", "./\(weights)", "--sample", "--limit", "4"], in: folder)
      #expect(measured.status == 65, "\(measured.errors)")
      let last = measured.errors.split(separator: "\n").last ?? ""
      #expect(last.hasPrefix("zoo: error: ") && last.contains(message), "\(measured.errors)")
    }
  }

  @Test("a width in a file of settings is checked as the flag is", arguments: ["0", "100", "1e30"])
  func widths(width: String) throws {
    for model in ["dcgan", "sagan", "efficientgan"] {
      let printed = try Command(
        ["finetune", model, "--sample", "--limit", "24", "--width", "0.5", "--print-config"],
        in: folder)
      let settings = printed.output.replacing(/"width" : 0\.5/, with: "\"width\" : \(width)")
      #expect(settings != printed.output, "\(printed.errors)")
      try folder.write("config.json", Array(settings.utf8))
      let call = try Command(["finetune", model, "--config", "config.json"], in: folder)
      #expect(call.status == 64 && call.errors.contains("a width of"), "\(call.errors)")
      #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
    }
  }

  @Test("a batch takes no more memory than there are pictures")
  func memory() throws {
    let call = try Command(
      [
        "finetune", "dcgan", "--sample", "--limit", "6", "--width", "0.03125", "--epochs", "1",
        "--batch-size", "60000", "--output", "run",
      ], in: folder, memoryLimit: 6_000_000)
    #expect(call.status == 0, "\(call.errors)")
  }

  @Test("a discriminator's file makes no samples")
  func wrongNetwork() throws {
    let call = try Command(
      ["generate", "dcgan", "--weights", "\(dcgan.run)/discriminator.safetensors"], in: folder)
    #expect(call.status == 65 && call.errors.contains("dcgan.discriminator"), "\(call.errors)")
  }
}
