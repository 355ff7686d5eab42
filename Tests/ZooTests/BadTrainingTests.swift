import Checkpoints
import Foundation
import Tensors
import Testing
import Training

@Suite("Trainings that cannot go on")
struct BadTrainingTests {
  let folder: Folder

  init() throws {
    folder = try Folder()
  }

  @Test(
    "T1: a loss that is no number ends with 65, the step, the rate, the tensor and the cure",
    arguments: TinyTraining.all.filter { !$0.isAdversarial })
  func diverged(training: TinyTraining) throws {
    try training.prepare(folder)
    let call = try Command(
      training.begin("run", epochs: 40) + ["--learning-rate", "1000000"], in: folder)
    #expect(call.status == 65, "\(call.errors)")
    let line = call.errors.split(separator: "\n").last ?? ""
    for text in [
      "zoo: error: ", " at step ", " of epoch ", "learning rate ", "with NaN or infinity is",
      "--learning-rate",
    ] {
      #expect(line.contains(text), "\(line)")
    }
    // What was saved before is named, and is all numbers.
    let saved = folder.has("run/last.state")
    #expect(line.contains("the last good state is run/last.safetensors") == saved, "\(line)")
    guard folder.has("run") else { return }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("run"))
    where name.hasSuffix(".safetensors") {
      for tensor in try Checkpoint.load(folder.file("run/\(name)")).tensors {
        #expect(tensor.tensor().isFinite, "\(name): \(tensor.name)")
      }
    }
  }

  @Test("T1: a training that diverged goes on from its last good state at a smaller rate")
  func rollback() throws {
    let training = TinyTraining.vgg
    let begun = try Command(training.begin("run", epochs: 1), in: folder)
    #expect(begun.status == 0, "\(begun.errors)")
    let state = try Data(contentsOf: URL(filePath: folder.file("run/last.state")))
    let on = training.resume("run") + ["--epochs", "2", "--resume-anyway", "--learning-rate"]
    let diverged = try Command(on + ["1000000"], in: folder)
    #expect(diverged.status == 65, "\(diverged.errors)")
    for text in ["the last good state is run/last.safetensors", "--resume run --resume-anyway"] {
      #expect(diverged.errors.contains(text), "\(diverged.errors)")
    }
    #expect(try Data(contentsOf: URL(filePath: folder.file("run/last.state"))) == state)
    let rest = try Command(on + ["0.0001"], in: folder)
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try RunDirectory.open(folder.file("run")).last()?.progress.epoch == 2)
  }

  @Test(
    "a run is not resumed to end before where it is",
    arguments: TinyTraining.all.filter { ["mnist", "dcgan"].contains($0.model) })
  func fewerEpochs(training: TinyTraining) throws {
    let begun = try Command(training.begin("run", epochs: 2), in: folder)
    #expect(begun.status == 0, "\(begun.errors)")
    func files() throws -> [Data] {
      try ["config.json", "last.state", "last.safetensors", "log.jsonl"].map {
        try Data(contentsOf: URL(filePath: folder.file("run/\($0)")))
      }
    }
    let before = try files()
    let shorter = try Command(
      training.resume("run") + ["--epochs", "1", "--quiet"], in: folder)
    #expect(shorter.status == 64 && shorter.output.isEmpty, "\(shorter.errors)")
    #expect(
      shorter.errors.contains(
        "run cannot end after epoch 1: it is at the end of epoch 2 — give --epochs 2 or more\n"))
    #expect(try files() == before)
  }

  @Test("T8: a batch that does not fit into memory is refused before any work, with one that fits")
  func memory() throws {
    let arguments = [
      "finetune", "vgg16", "--sample", "--mode", "scratch", "--weights", "none", "--width", "0.5",
      "--batch-size", "200", "--micro-batch-size", "200", "--output", "run",
    ]
    let call = try Command(arguments, in: folder, memoryLimit: 6_000_000)
    #expect(call.status == 64, "\(call.status) \(call.errors)")
    #expect(call.errors.contains("use --micro-batch-size "), "\(call.errors)")
    #expect(!folder.has("run"))
  }

  @Test("T9, T11: a folder that cannot be written, or is in use, is found before training")
  func folders() throws {
    try folder.write("file", [0])
    for path in ["file", "file/run", "/proc/run"] {
      let call = try Command(TrainedRun.arguments + ["--output", path], in: folder)
      #expect([73, 77].contains(call.status), "\(path): \(call.status) \(call.errors)")
      #expect(!call.errors.contains("epoch"))
    }
    let missing = try Command(["finetune", "vgg16", "--resume", "gone"], in: folder)
    #expect(missing.status == 66, "\(missing.errors)")
  }

  @Test("T9: a run that another process works on is not resumed, and a new one gets a number")
  func inUse() throws {
    let first = try Command(TinyTraining.vgg.begin("run", epochs: 1), in: folder)
    #expect(first.status == 0, "\(first.errors)")
    let state = try Data(contentsOf: URL(filePath: folder.file("run/last.state")))
    let path = folder.file("run")
    let directory = try RunDirectory.open(path)
    let resumed = try Command(TinyTraining.vgg.resume("run"), in: folder)
    #expect(resumed.status == 64, "\(resumed.errors)")
    #expect(resumed.errors.contains("in use by process \(getpid())"), "\(resumed.errors)")
    let second = try Command(TinyTraining.vgg.begin("run", epochs: 1), in: folder)
    #expect(second.status == 0, "\(second.errors)")
    #expect(folder.has("run-2/last.state"))
    #expect(try Data(contentsOf: URL(filePath: folder.file("run/last.state"))) == state)
    #expect(directory.path == path)
  }

  @Test(
    "T11: a folder with the name of a file of the run is found before training",
    arguments: [
      "best.safetensors", "last.safetensors", "last.next.safetensors", "last.state", "log.jsonl",
      "config.json", "curves.png", ".lock", "epoch-00001.safetensors",
    ])
  func takenNames(name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("run/\(name)"), withIntermediateDirectories: true)
    let call = try Command(
      TrainedRun.arguments + ["--epochs", "1", "--keep", "1", "--output", "run"], in: folder)
    #expect(call.status == 73, "\(call.status) \(call.errors)")
    #expect(call.errors.contains("run/\(name)"), "\(call.errors)")
    #expect(!call.errors.contains("epoch 1"), "\(call.errors)")
  }

  @Test(
    "T11: a file with the name of a folder of the run is found before training, and the reverse",
    arguments: [
      ("samples", false), ("epoch-00001", false), ("generator.safetensors", true),
      ("samples.png", true),
    ])
  func takenNamesOfNetworks(name: String, isFolder: Bool) throws {
    let training = try #require(TinyTraining.all.first { $0.model == "dcgan" })
    try FileManager.default.createDirectory(
      atPath: folder.file(isFolder ? "run/\(name)" : "run"), withIntermediateDirectories: true)
    if !isFolder { try folder.write("run/\(name)", []) }
    let call = try Command(training.begin("run", epochs: 1) + ["--keep", "1"], in: folder)
    #expect(call.status == 73, "\(call.status) \(call.errors)")
    #expect(call.errors.contains("run/\(name) is a "), "\(call.errors)")
    #expect(!call.errors.contains("epoch 1"), "\(call.errors)")
  }

  @Test("T11: names that a run does not use hinder none")
  func otherNames() throws {
    for name in ["photos.png", "epoch-00001.safetensors", "epoch-7.safetensors", "my.state"] {
      try FileManager.default.createDirectory(
        atPath: folder.file("run/\(name)"), withIntermediateDirectories: true)
    }
    for name in ["samples", "epoch-00001"] { try folder.write("run/\(name)", []) }
    let call = try Command(TinyTraining.vgg.begin("run", epochs: 1), in: folder)
    #expect(call.status == 0, "\(call.errors)")
  }

  @Test(
    "T9, T11: a folder without the right to write is found before training, a resumed run's too",
    .enabled(if: Self.isRoot, "needs root, to call as another user"))
  func readOnly() throws {
    let whole = try Command(
      TrainedRun.arguments + ["--epochs", "1", "--output", "run"], in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    chmod(folder.file("run"), 0o555)
    try FileManager.default.createDirectory(
      atPath: folder.file("home"), withIntermediateDirectories: true)
    chmod(folder.file("home"), 0o777)
    let state = try Data(contentsOf: URL(filePath: folder.file("run/last.state")))
    for arguments in [
      TrainedRun.arguments + ["--epochs", "1", "--output", "run"],
      TrainedRun.arguments + ["--epochs", "1", "--output", "run/below"],
      TinyTraining.vgg.resume("run") + ["--epochs", "2"],
    ] {
      let call = try Command(
        arguments, in: folder,
        under: ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
      #expect(call.status == 77, "\(call.status) \(call.errors)")
      #expect(!call.errors.contains("epoch 1"), "\(call.errors)")
    }
    #expect(try Data(contentsOf: URL(filePath: folder.file("run/last.state"))) == state)
  }

  @Test(
    "T11: a disk that is full when a run begins is found before training",
    .enabled(if: Fault.isPossible, Fault.requirement))
  func fullAtStart() throws {
    // One of the first writes is the probe.
    let calls = try (1...6).map { count in
      try Fault(call: "write", effect: "error=ENOSPC").strike(
        TinyTraining.vgg.begin("run\(count)", epochs: 1), in: folder, at: count
      ).command
    }
    let probe = try #require(
      calls.first { $0.errors.contains(#/cannot write run[0-9]: /#) }, "\(calls.map(\.errors))")
    #expect(probe.status == 74 && !probe.errors.contains("epoch"), "\(probe.errors)")
  }

  @Test(
    "P2: absurd numbers of threads are bounded",
    arguments: ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "GOTO_NUM_THREADS"],
    ["1000000000", "0", "-7", "many"])
  func threads(name: String, value: String) throws {
    // With the weights that ship, so that products are computed.
    let arguments = ["classify", "vgg16", "--sample", "--limit", "1", "--json"]
    let call = try Command(arguments, in: folder, under: ["/usr/bin/env", "\(name)=\(value)"])
    let usual = try Command(arguments, in: folder)
    #expect(usual.status == 0 && !usual.output.isEmpty, "\(usual.errors)")
    #expect(call.status == 0 && call.output == usual.output, "\(call.errors)")
  }

  @Test(
    "C3: settings out of range are refused by name before any work",
    arguments: [
      ["--batch-size", "-5"], ["--batch-size", "1e9"], ["--batch-size", "1000000000"],
      ["--epochs", "0"], ["--micro-batch-size", "0"], ["--learning-rate", "0"],
      ["--learning-rate", "-1"], ["--learning-rate", "inf"], ["--momentum", "1"],
      ["--weight-decay", "nan"], ["--width", "0"], ["--width", "100"], ["--limit", "0"],
      ["--patience", "0"], ["--keep", "-1"], ["--threads", "-1"], ["--seed", "-1"],
      ["--min-accuracy", "1.5"], ["--resume", "x", "--output", "y"], ["--resume-anyway"],
      ["--weights", "none"],
    ])
  func settings(arguments: [String]) throws {
    let call = try Command(["finetune", "vgg16", "--sample"] + arguments, in: folder)
    #expect(call.status == 64, "\(call.errors)")
    #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
    #expect(!folder.has("runs"))
  }

  @Test(
    "C3: the help tells the defaults that --print-config prints",
    arguments: ["finetune", "scratch"])
  func defaults(mode: String) throws {
    let printed = try Command(
      ["finetune", "vgg16", "--sample", "--weights", "none", "--mode", mode, "--print-config"],
      in: folder)
    let options = try options(in: printed)
    let help = try help()
    let rate = try #require(options?["learningRate"] as? Double)
    let epochs = try #require(options?["epochCount"] as? Int)
    #expect(help.contains("\(mode) \(epochs)"))
    #expect(
      help.contains(rate == 0.001 ? "(default: vgg 0.001, " : "\(mode) \(Float(rate))"), "\(help)")
  }

  @Test(
    "C3: the help tells the defaults of networks that learn against each other",
    arguments: ["dcgan", "sagan", "anogan", "efficientgan"])
  func adversarialDefaults(model: String) throws {
    let printed = try Command(["finetune", model, "--sample", "--print-config"], in: folder)
    let options = try options(in: printed)
    let recipe = try #require(options?["training"] as? [String: Any] ?? options)
    let help = try help()
    for (key, name) in [("epochCount", model), ("keptCount", model), ("batchSize", "adversarial")] {
      let count = try #require(recipe[key] as? Int)
      #expect(help.contains("\(name) \(count)"), "\(help)")
    }
    let rate = try #require(recipe["learningRate"] as? Double)
    #expect(help.contains("adversarial \(Float(rate))"), "\(help)")
    let share = try #require(recipe["discriminatorRate"] as? Double) / rate
    let text = share == 4 ? "4" : "\(Float(share))"
    #expect(help.contains("times dcgan 4;") && help.contains("\(model) \(text)"), "\(help)")
  }

  /// What the help says, in one line.
  private func help() throws -> String {
    try Command(["finetune", "--help"], in: folder).output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test(
    "narrow weights change the settings that --print-config prints",
    arguments: [("vgg16", 8), ("ssd", 60)])
  func narrow(model: String, epochs: Int) throws {
    let printed = try Command(["finetune", model, "--sample", "--print-config"], in: folder)
    #expect(try options(in: printed)?["epochCount"] as? Int == epochs, "\(printed.errors)")
    #expect(!folder.has("runs"))
  }

  /// The recipe's settings that a call printed.
  private func options(in call: Command) throws -> [String: Any]? {
    let settings = try JSONSerialization.jsonObject(with: Data(call.output.utf8))
    return (settings as? [String: Any])?["options"] as? [String: Any]
  }

  private static let isRoot = getuid() == 0
}
