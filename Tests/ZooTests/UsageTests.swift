import Foundation
import Images
import Testing

@Suite("Help, usage errors and exit codes")
struct UsageTests {
  let folder: Folder

  init() throws {
    folder = try Folder()
  }

  @Test(
    "C1: help at every level shows an example",
    arguments: [
      [], ["--help"], ["models", "--help"], ["finetune", "--help"], ["eval", "--help"],
      ["classify", "--help"], ["detect", "--help"], ["generate", "--help"],
      ["anomaly", "--help"], ["sentiment", "--help"], ["fill", "--help"], ["embed", "--help"],
      ["forward", "--help"], ["benchmark", "--help"],
      ["data"],
      ["data", "check", "--help"], ["weights"], ["weights", "inspect", "--help"],
    ])
  func help(arguments: [String]) throws {
    let call = try Command(arguments, in: folder)
    #expect(call.status == 0)
    #expect(call.output.contains("Example"))
    #expect(call.output.contains("zoo \(arguments.first { !$0.hasPrefix("-") } ?? "models")"))
    #expect(call.errors.isEmpty)
  }

  @Test(
    "C1, C3: a wrong argument is answered in one line, with 64 and the nearest name",
    arguments: [
      (["clasify"], "did you mean 'classify'?"),
      (["models", "vgg61"], "did you mean 'vgg16'?"),
      (["classify", "vgg61", "a.png"], "did you mean 'vgg16'?"),
      (["finetune", "vgg16", "--epoch", "3"], "did you mean '--epochs'?"),
      (["finetune", "vgg16", "--lr", "0.1"], "did you mean '--learning-rate'?"),
      (["finetune", "vgg16", "--bs", "8"], "did you mean '--batch-size'?"),
      (["finetune", "vgg16", "--data", "ants_bee"], "did you mean 'ants_bees'?"),
      (["finetune", "vgg16", "--batch-size", "0"], "1…65536"),
      (["finetune", "vgg16", "--epochs", "0"], "0 epochs cannot be trained: give 1…1000000"),
      (["finetune", "ssd", "--warm-up", "-1"], "give 0 or more"),
      (["finetune", "vgg16", "--learning-rate", "nan"], "learning rate"),
      (["finetune", "vgg16", "--learning-rate", "abc"], "'abc'"),
      (["finetune", "vgg16", "--sample", "--no-sample"], "contradict"),
      (["finetune", "vgg16", "--mode", "trasnfer"], "transfer"),
      (["eval", "vgg16", "--min-accuracy", "2"], "0…1"),
      (["classify", "vgg16"], "--sample"),
      (["classify", "vgg16", "--threads", "0", "a.png"], "1…1024"),
      (["detect", "ssd30", "a.png"], "did you mean 'ssd300'?"),
      (["detect", "ssd", "--threshold", "2", "a.png"], "0…1"),
      (["detect", "ssd", "--threshold", "-1", "a.png"], "-1.0 is not within 0…1"),
      (["detect", "ssd", "--threshold=-1", "a.png"], "-1.0 is not within 0…1"),
      (["detect", "ssd", "--limit", "-2", "a.png"], "-2 is not 1 or more"),
      (["detect", "ssd", "--seed", "-1", "a.png"], "'-1' is invalid for '--seed <n≥0>'"),
      (["detect", "ssd", "--output", "one.jpg", "a.png"], "written as PNG"),
      (["detect", "ssd", "--output", "", "a.png"], "--output is empty"),
      (["detect", "ssd", "--crops", "", "a.png"], "--crops is empty"),
      (["detect", "ssd", "--crops", "one.webp", "a.png"], "no folder"),
      (["classify", "vgg16", "--output", "one.GIF", "a.png"], "written as PNG"),
      (["data", "preview", "voc2012", "--output", "one.bmp"], "written as PNG"),
      (["eval", "ssd", "--min-accuracy", "0.5"], "--min-accuracy"),
      (["finetune", "ssd", "--augmentation", "papr"], "paper"),
      (["benchmark", "vgg16_b2"], "did you mean 'vgg16_b1'?"),
      (["weights", "pul"], "did you mean 'pull'?"),
      (["data", "path", "ants"], "ants_bees"),
      (["data"] + ["lsit"], "did you mean 'list'?"),
    ])
  func usage(arguments: [String], message: String) throws {
    let call = try Command(arguments, in: folder)
    #expect(call.status == 64, "\(call.errors)")
    #expect(call.output.isEmpty)
    #expect(call.errors.hasPrefix("zoo: error: "))
    #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
    #expect(call.errors.localizedCaseInsensitiveContains(message), "\(call.errors)")
  }

  @Test("the version is a line on standard output")
  func version() throws {
    let call = try Command(["--version"], in: folder)
    #expect(call.status == 0)
    #expect(call.lines.count == 1)
  }

  @Test("completion scripts know the models", arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) throws {
    let call = try Command(["--generate-completion-script", shell], in: folder)
    #expect(call.status == 0)
    #expect(call.output.contains("vgg16"))
  }

  @Test("random weights are offered only where they are taken, a trial only where weights are")
  func offers() throws {
    for verb in ["detect", "eval", "classify", "forward"] {
      let help = try Command([verb, "--help"], in: folder).output
      #expect(help.contains("--weights") && !help.contains("random ones"), "\(help)")
    }
    #expect(try Command(["finetune", "--help"], in: folder).output.contains("random ones"))
    #expect(try Command(["models", "ssd"], in: folder).output.contains("zoo detect ssd300"))
    #expect(try !Command(["models", "ssd512"], in: folder).output.contains("zoo detect"))
  }

  @Test("models are listed as a table and as JSON")
  func models() throws {
    let table = try Command(["models"], in: folder)
    #expect(table.status == 0)
    #expect(table.output.contains("138,357,544"))
    let json = try Command(["models", "--json"], in: folder)
    for line in json.lines {
      let card = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(
        [
          "classification", "detection", "generation", "anomaly detection", "text classification",
        ].contains(card?["task"] as? String))
    }
  }

  @Test("data sets and weights are listed", arguments: [["data", "list"], ["weights", "list"]])
  func lists(arguments: [String]) throws {
    let call = try Command(arguments, in: folder)
    #expect(call.status == 0)
    #expect(call.lines.count >= 2)
    let json = try Command(arguments + ["--json"], in: folder)
    #expect(json.lines.count == call.lines.count - 1)
  }

  @Test("C2: what is not at hand ends with 69 and the command that gets it")
  func unavailable() throws {
    let data = try Command(["data", "path", "ants_bees"], in: folder)
    #expect(data.status == 69)
    #expect(data.errors.contains("zoo data pull ants_bees"))
    let weights = try Command(["weights", "pull", "vgg16-imagenet", "--offline"], in: folder)
    #expect(weights.status == 69)
    #expect(weights.errors.contains("zoo weights pull vgg16-imagenet"))
    let training = try Command(
      ["finetune", "vgg16", "--data", "ants_bees", "--offline", "--no-sample"], in: folder)
    #expect(training.status == 69)
  }

  @Test("C2: a folder of data that is not there is no reason to draw")
  func absentRoot() throws {
    for arguments in [
      ["finetune", "vgg16", "--epochs", "1", "--offline"], ["data", "check", "ants_bees"],
      ["data", "path", "ants_bees"],
    ] {
      let call = try Command(arguments + ["--data-root", "nowhere"], in: folder)
      #expect(call.status == 66, "\(call.errors)")
      #expect(call.errors.contains("nowhere: no such folder"), "\(call.errors)")
    }
  }

  @Test("what stands in for better weights is told, quiet or not")
  func quietFallback() throws {
    let call = try Command(
      ["classify", "vgg16", "--sample", "--limit", "1", "--quiet", "--offline"], in: folder)
    #expect(call.status == 0)
    #expect(call.errors.contains("zoo: using "), "\(call.errors)")
  }

  @Test("an archive at hand that is none says how to get another")
  func brokenArchive() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("home/data"), withIntermediateDirectories: true)
    try folder.write("home/data/hymenoptera_data.zip", Array("<html>not found</html>".utf8))
    let call = try Command(["data", "check", "ants_bees"], in: folder)
    #expect(call.status == 65)
    #expect(call.errors.contains("where it is deleted, `zoo data pull ants_bees` fetches it"))
  }

  @Test(
    "C2: pictures that are not there are told before weights are looked for",
    arguments: [["classify", "vgg16"], ["detect", "ssd"], ["anomaly", "anogan"]])
  func absentPictures(verb: [String]) throws {
    let flags = ["--offline", "--weights", "absent.safetensors"]
    let one = try Command(verb + ["a.png"] + flags, in: folder)
    #expect(one.status == 66 && one.output.isEmpty)
    #expect(one.errors.hasPrefix("zoo: error: a.png: no such file"), "\(one.errors)")
    let two = try Command(verb + ["a.png", "b.png"] + flags, in: folder)
    #expect(two.status == 65 && two.output.isEmpty)
    #expect(two.errors.contains("2 of 2 pictures"), "\(two.errors)")
    try Image(width: 9, height: 9, fill: .white).writePNG(to: folder.file("b.png"))
    let found = try Command(verb + ["a.png", "b.png"] + flags, in: folder)
    #expect(found.status == 66)
    #expect(found.errors.contains("absent.safetensors"), "\(found.errors)")
  }

  @Test(
    "C4: a full standard output ends with 74",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func full() throws {
    let process = Process()
    process.executableURL = try Command.executable
    process.arguments = ["models"]
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    process.standardError = FileHandle(forWritingAtPath: "/dev/null")
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
  }

  @Test("a benchmark tells its figures as JSON")
  func benchmark() throws {
    let call = try Command(["benchmark", "matmul_2048", "--seconds", "0", "--json"], in: folder)
    let report =
      try JSONSerialization.jsonObject(with: Data(call.output.utf8)) as? [String: Any] ?? [:]
    for key in ["median_ms", "best_ms", "runs", "peak_rss_mb", "gflops", "share_of_peak"] {
      #expect(report[key] is NSNumber, "\(key)")
    }
  }

  @Test("the README's snippet is what the outside package builds")
  func snippet() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(
      contentsOf: tests.deletingLastPathComponent().appending(path: "README.md"), encoding: .utf8)
    let program = try String(
      contentsOf: tests.appending(path: "Outside/Sources/Outside/main.swift"), encoding: .utf8)
    #expect(readme.contains("```swift\n\(program)```"))
  }
}
