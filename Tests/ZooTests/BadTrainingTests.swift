import Foundation
import Testing

@Suite("Trainings that cannot go on")
struct BadTrainingTests {
  let folder: Folder

  init() throws {
    folder = try Folder()
  }

  @Test("T1: a loss that is no number ends with 65, the step, the rate and the cure")
  func diverged() throws {
    let call = try Command(
      TrainedRun.arguments + ["--epochs", "9", "--learning-rate", "1000000", "--output", "run"],
      in: folder)
    #expect(call.status == 65, "\(call.errors)")
    let line = call.errors.split(separator: "\n").last ?? ""
    for text in ["zoo: error: ", "step ", "learning rate ", "--learning-rate"] {
      #expect(line.contains(text), "\(line)")
    }
  }

  @Test("T2: a full disk ends with 74, and the state before it still loads")
  func fullDisk() throws {
    let disk = folder.file("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard try Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]) == 0 else {
      return  // Only root can make a small disk.
    }
    defer { _ = try? Self.run("/bin/umount", [disk]) }
    let whole = try Command(
      TrainedRun.arguments + ["--epochs", "1", "--output", "disk/run"], in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    let state = try Data(contentsOf: URL(filePath: folder.file("disk/run/last.state")))
    try Data(count: 100_000_000).withUnsafeBytes { bytes in
      // Fills what is left; the write ends where the disk does.
      let file = try #require(fopen("\(disk)/filler", "w"))
      fwrite(bytes.baseAddress, 1, bytes.count, file)
      fclose(file)
    }
    let call = try Command(
      ["finetune", "vgg16", "--sample", "--resume", "disk/run", "--epochs", "3"], in: folder)
    #expect(call.status == 74, "\(call.status) \(call.errors)")
    #expect(!call.errors.contains("best:"))
    #expect(try Data(contentsOf: URL(filePath: folder.file("disk/run/last.state"))) == state)
    try FileManager.default.removeItem(atPath: "\(disk)/filler")
    let resumed = try Command(
      ["finetune", "vgg16", "--sample", "--resume", "disk/run", "--epochs", "2"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
  }

  @Test("T7: SIGTERM saves and ends with 143")
  func terminated() throws {
    let call = try Command(
      TrainedRun.arguments + ["--epochs", "200", "--output", "run"], in: folder,
      signal: (SIGTERM, "epoch 1/200"))
    #expect(call.status == 143, "\(call.errors)")
    #expect(call.errors.contains("--resume run"), "\(call.errors)")
    #expect(folder.has("run/last.state"))
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
    let help = try Command(["finetune", "--help"], in: folder).output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let rate = try #require(options?["learningRate"] as? Double)
    let epochs = try #require(options?["epochCount"] as? Int)
    #expect(help.contains("\(mode) \(epochs)"))
    #expect(
      help.contains(rate == 0.001 ? "(default: vgg 0.001, " : "\(mode) \(Float(rate))"), "\(help)")
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

  /// Runs a program and returns its exit code.
  private static func run(_ path: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
