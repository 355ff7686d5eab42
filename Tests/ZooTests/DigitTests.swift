import Foundation
import Images
import Testing

@Suite("Digits, from training to answers")
struct DigitTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private static let training = [
    "finetune", "mnist", "--sample", "--limit", "64", "--batch-size", "16", "--epochs", "2",
    "--seed", "7", "--output", "run", "--json",
  ]

  @Test("both forms are trained, measured and asked", arguments: ["connected", "convolutional"])
  func training(form: String) throws {
    let call = try Command(Self.training + ["--form", form], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    let report = try object(call.output)
    #expect(report["data"] as? String == "mnist (drawn sample)")
    #expect(report["metric"] as? String == "accuracy" && report["epochs"] as? Int == 2)
    for name in ["config.json", "log.jsonl", "curves.png", "confusion.png", "last.state"] {
      #expect(folder.has("run/\(name)"), "\(name)")
    }
    let text = try Command(
      ["finetune", "mnist", "--sample", "--limit", "20", "--epochs", "1", "--form", form],
      in: folder)
    #expect(text.output.contains("(drawn sample), which chose the epoch"), "\(text.output)")
    let weights = ["--weights", "run/best.safetensors"]
    let figures = try Command(
      ["eval", "mnist", "--sample", "--limit", "50", "--json", "--output", "figures"] + weights,
      in: folder)
    #expect(figures.status == 0, "\(figures.errors)")
    let confusion = try object(figures.output)["confusion"] as? [[Int]]
    #expect(confusion?.count == 10 && confusion?.joined().reduce(0, +) == 50)
    #expect(folder.has("figures/confusion.png"))
    let missed = try Command(
      ["eval", "mnist", "--sample", "--limit", "50", "--min-accuracy", "1"] + weights, in: folder)
    #expect(missed.status == 1 && missed.errors.contains("is below --min-accuracy"))
    try Image(width: 40, height: 30, fill: .white).writePNG(to: folder.file("digit.png"))
    let answer = try Command(["classify", "mnist", "digit.png", "--json"] + weights, in: folder)
    #expect(answer.status == 0, "\(answer.errors)")
    #expect((try object(answer.output)["classes"] as? [[String: Any]])?.count == 5)
  }

  @Test("some digits of the sample are measured and classified with the weights that ship")
  func sample() throws {
    let figures = try Command(
      ["eval", "mnist", "--sample", "--digits", "7,8", "--limit", "30", "--json"], in: folder)
    #expect(figures.status == 0, "\(figures.errors)")
    let report = try object(figures.output)
    let counts = (report["confusion"] as? [[Int]])?.map { $0.reduce(0, +) }
    #expect(counts == [0, 0, 0, 0, 0, 0, 0, 15, 15, 0])
    #expect(report["weights"] as? String == "mnist-conv")
    #expect(report["data"] as? String == "mnist (drawn sample), digits 7, 8")
    #expect((report["top1"] as? Double ?? 0) > 0.7)
    let run = try Command(
      [
        "finetune", "mnist", "--sample", "--digits", "7,8", "--limit", "20", "--epochs", "1",
        "--json",
      ], in: folder)
    #expect(try object(run.output)["data"] as? String == "mnist (drawn sample), digits 7, 8")
    let classes = try Command(["classify", "mnist", "--sample", "--limit", "3"], in: folder)
    #expect(classes.status == 0 && classes.lines.count == 18, "\(classes.errors)")
  }

  @Test("digits of which there is no picture, and a folder of one kind, end with 65 and one line")
  func nothingToMeasure() throws {
    let digit = Image(width: 28, height: 28, fill: .white)
    for name in ["digits/3", "digits/7", "kind"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
      for index in 0..<5 { try digit.writePNG(to: folder.file("\(name)/\(index).png")) }
    }
    for (arguments, message) in [
      (["eval", "mnist", "--data", "digits", "--digits", "5"], "digits 5: no picture"),
      (["finetune", "dcgan", "--data", "digits", "--digits", "5"], "digits 5: no picture"),
      (["finetune", "mnist", "--data", "kind"], "1 classes, not 2…1000"),
      (["finetune", "mnist", "--data", "kind", "--mode", "transfer"], "1 classes, not 2…1000"),
    ] {
      let call = try Command(arguments, in: folder)
      #expect(call.status == 65, "\(call.errors)")
      let faults = call.errors.split(separator: "\n").filter { $0.hasPrefix("zoo: error: ") }
      #expect(faults.count == 1 && faults[0].contains(message), "\(call.errors)")
      #expect(!folder.has("runs"))
    }
  }

  @Test(
    "wrong flags are answered in one line, with 64",
    arguments: [
      (["finetune", "mnist", "--digits", "7,12", "--sample"], "7,12"),
      (["finetune", "vgg16", "--digits", "7,8", "--sample"], "no data of digits"),
      (["finetune", "vgg16", "--form", "connected", "--sample"], "zoo finetune mnist"),
      (["finetune", "mnist", "--width", "0.5", "--sample"], "has one width"),
      (["finetune", "mnist", "--layers", "3", "--sample"], "--form connected"),
      (["finetune", "mnist", "--form", "connected", "--layers", "1", "--sample"], "1 layers"),
      (["finetune", "mnist", "--warm-up", "3", "--sample"], "for detectors"),
      (
        ["finetune", "mnist", "--form", "connected", "--micro-batch-size", "127", "--sample"],
        "leaves one picture over"
      ),
    ])
  func usage(arguments: [String], message: String) throws {
    let call = try Command(arguments, in: folder)
    #expect(call.status == 64, "\(call.errors)")
    #expect(call.errors.split(separator: "\n").count == 1 && call.errors.contains(message))
  }

  @Test("idx files that are cut or lie end with 65 and one line; data that are not at hand with 69")
  func badData() throws {
    let names = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]
    try FileManager.default.createDirectory(
      atPath: folder.file("digits"), withIntermediateDirectories: true)
    func write(_ index: Int, _ bytes: [UInt8]) throws {
      try Data(bytes).write(to: URL(filePath: folder.file("digits/\(names[index])-ubyte")))
    }
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 9, 9]
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 3, 7]
    for (broken, message) in [
      (Array(images.dropLast()), "truncated"), (images + [1], "bytes follow"),
      ([1] + images.dropFirst(), "no idx file"),
      (Array(images.prefix(7)) + [3] + images.dropFirst(8) + [9], "3 pictures, and 2 labels"),
    ] {
      for index in 0..<4 { try write(index, index % 2 == 0 ? images : labels) }
      try write(2, broken)
      for arguments in [["eval", "mnist", "--data", "digits"], ["data", "check", "digits"]] {
        let call = try Command(arguments, in: folder)
        #expect(call.status == 65, "\(call.errors)")
        // A note on the weights may stand before it.
        let faults = call.errors.split(separator: "\n").filter { $0.hasPrefix("zoo: error: ") }
        #expect(faults.count == 1 && faults[0].contains(message), "\(call.errors)")
      }
    }
    let missing = try Command(
      ["eval", "mnist", "--data", "fashion_mnist", "--offline"], in: folder)
    #expect(missing.status == 69, "\(missing.errors)")
    let refused = try Command(
      ["eval", "mnist", "--data", "mnist", "--offline", "--no-sample"], in: folder)
    #expect(refused.status == 69, "\(refused.errors)")
  }
}
