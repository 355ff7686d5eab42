import Foundation
import Testing
import Training

@Suite("A training that is asked to stop")
struct StopTests {
  private static let training = TinyTraining.vgg

  let folder: Folder

  init() throws {
    folder = try Folder()
  }

  /// The progress of the last state of the run.
  private func progress() throws -> TrainingProgress? {
    try RunDirectory.open(folder.file("run")).last()?.progress
  }

  @Test(
    "T7: one signal finishes the step, saves and ends with 130 or 143",
    arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 143)] as [(Int32, Int32)])
  func once(signal: Int32, status: Int32) throws {
    let call = try Command(
      Self.training.begin("run", epochs: 200), in: folder, signals: [(signal, "epoch 1/200")],
      under: ["/usr/bin/env", "--default-signal=HUP,INT"])
    #expect(call.status == status, "\(call.errors)")
    #expect(call.errors.contains("zoo: finishing this step and saving"), "\(call.errors)")
    let line = call.errors.split(separator: "\n").last ?? ""
    let progress = try #require(try progress())
    #expect(
      line.contains("interrupted after step \(progress.step); saved — go on with --resume run"))
    let epochs = ["--epochs", "\(progress.epoch + 1)"]
    let rest = try Command(Self.training.resume("run") + epochs, in: folder)
    #expect(rest.status == 0, "\(rest.errors)")
  }

  @Test(
    "T7: a second signal ends at once, with the last state as it was",
    arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func twice(signal: Int32, status: Int32) throws {
    // Steps of a second or more, so that the second signal comes within one.
    let arguments = [
      "finetune", "vgg16", "--sample", "--mode", "scratch", "--weights", "none", "--width", "0.5",
      "--limit", "16", "--batch-size", "16", "--seed", "7", "--epochs", "3", "--output", "run",
    ]
    let once = try Command(arguments, in: folder, signal: (SIGTERM, "epoch 1/3"))
    #expect(once.status == 143, "\(once.errors)")
    let files = ["last.state", "last.safetensors", "best.safetensors"]
    func contents() throws -> [Data] {
      try files.map { try Data(contentsOf: URL(filePath: folder.file("run/\($0)"))) }
    }
    let before = try contents()
    let call = try Command(
      Self.training.resume("run"), in: folder,
      signals: [(signal, "from step"), (signal, "finishing this step")],
      under: ["/usr/bin/env", "--default-signal=INT"])
    #expect(call.status == status, "\(call.errors)")
    #expect(!call.errors.contains("saved"), "\(call.errors)")
    #expect(try contents() == before)
    #expect(try progress() != nil)
  }

  @Test("T7: SIGHUP, which a lost connection sends more than once, stops once and saves")
  func hangUps() throws {
    let call = try Command(
      Self.training.begin("run", epochs: 200), in: folder,
      signals: [(SIGHUP, "epoch 1/200"), (SIGHUP, "finishing this step")],
      under: ["/usr/bin/env", "--default-signal=HUP"])
    #expect(call.status == 143, "\(call.errors)")
    #expect(try progress() != nil)
  }

  @Test("T7: what nohup started is not stopped by SIGHUP")
  func noHangUp() throws {
    let call = try Command(
      Self.training.begin("run", epochs: 3), in: folder, signals: [(SIGHUP, "epoch 1/3")],
      under: ["/usr/bin/env", "--ignore-signal=HUP"])
    #expect(call.status == 0, "\(call.errors)")
    #expect(try progress()?.isFinished == true)
  }

  @Test(
    "T7: streams that are closed, full or read by nobody cost no epoch, and no file gets their text",
    arguments: [
      (">&-", 74), ("2>&-", 0), (">&- 2>&- <&-", 74), (">/dev/full", 74), ("2>/dev/full", 0),
      ("| head -c 1 >/dev/null", 0), ("2>&1 | true", 0),
    ] as [(String, Int32)])
  func streams(redirection: String, status: Int32) throws {
    let start = redirection.contains("|") ? "" : "exec "
    let call = try Command(
      Self.training.begin("run", epochs: 2), in: folder,
      under: ["/bin/sh", "-c", "\(start)\"$0\" \"$@\" \(redirection)"])
    #expect(call.status == status, "\(call.status) \(call.errors)")
    #expect(try progress()?.isFinished == true)
    let whole = try Command(Self.training.begin("whole", epochs: 2), in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    let differences = try Self.training.differences("run", "whole", in: folder)
    #expect(differences.isEmpty, "\(differences)")
  }

  @Test("T7: on a terminal that is made narrower the bar stays on one line")
  func resize() throws {
    let terminal = try Terminal(columns: 100)
    let process = Process()
    process.executableURL = try Command.executable
    process.arguments = Self.training.begin("run", epochs: 30)
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = terminal.side
    try process.run()
    let before = try terminal.read(until: "epoch 2/30")
    #expect(before.contains("█") || before.contains("░"), "\(before)")
    terminal.resize(columns: 40)
    // What is drawn meanwhile may still have the old width.
    _ = try terminal.read(until: "epoch 4/30: ")
    let after = try terminal.read(until: "epoch 20/30: ")
    kill(process.processIdentifier, SIGTERM)
    _ = try terminal.read(until: "interrupted")
    process.waitUntilExit()
    #expect(process.terminationStatus == 143)
    let bars = after.split(whereSeparator: { $0.isNewline || $0 == "\r" })
      .map { $0.replacing("\u{1B}[K", with: "") }
      .filter { $0.contains("█") || $0.contains("░") }
    #expect(!bars.isEmpty && bars.allSatisfy { $0.count < 40 }, "\(bars)")
    #expect(try progress() != nil)
  }
}
