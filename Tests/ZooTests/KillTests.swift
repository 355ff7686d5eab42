import Checkpoints
import Files
import Foundation
import Testing
import Training

@Suite("A training that is killed")
struct KillTests {
  /// A training of some seconds in many short epochs, each of which saves its state.
  private static let arguments = [
    "--mode", "scratch", "--weights", "none", "--width", "0.03125", "--limit", "6",
    "--batch-size", "3", "--seed", "7", "--epochs", "24", "--quiet",
  ]

  private static let kills = 20

  @Test("T3, T5: 20 kills at random moments leave a run that opens, loads and goes on bit for bit")
  func kill() throws {
    let folder = try Folder()
    let begin = ["finetune", "vgg16", "--sample"] + Self.arguments
    let start = ContinuousClock.now
    let whole = try Command(begin + ["--output", "whole"], in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    // On average a kill comes after some of the epochs, whatever the speed of the machine.
    let longest = (ContinuousClock.now - start) / .seconds(1) / 5

    var (kills, calls) = (0, 0)
    while kills < Self.kills {
      calls += 1
      try #require(calls < 3 * Self.kills, "the training ends before it is killed")
      let call = try Command(
        folder.has("run/config.json")
          ? ["finetune", "vgg16", "--sample", "--quiet", "--resume", "run"]
          : begin + ["--output", "run"], in: folder,
        killAfter: .random(in: 0...longest))
      if call.status == -SIGKILL {
        kills += 1
        try checkRun(in: folder)
      } else {
        #expect(call.status == 0, "\(call.errors)")
        try FileManager.default.removeItem(atPath: folder.file("run"))
      }
    }
    if folder.has("run/config.json") {
      let rest = try Command(["finetune", "vgg16", "--sample", "--resume", "run"], in: folder)
      #expect(rest.status == 0, "\(rest.errors)")
      for name in ["last.safetensors", "last.state", "best.safetensors"] {
        #expect(
          try Data(contentsOf: URL(filePath: folder.file("run/\(name)")))
            == Data(contentsOf: URL(filePath: folder.file("whole/\(name)"))), "\(name)")
      }
      let litter = try FileManager.default.contentsOfDirectory(atPath: folder.file("run"))
        .filter { $0.contains(".partial-") || $0.contains(".next.") }
      #expect(litter.isEmpty, "\(litter)")
    }
  }

  /// Opens a copy of the run, so that whatever opening tidies up is there for the next resume.
  private func checkRun(in folder: Folder) throws {
    guard folder.has("run/config.json") else { return }
    let copy = folder.file("copy")
    try FileManager.default.copyItem(atPath: folder.file("run"), toPath: copy)
    defer { unlinkFolder(copy) }
    for name in ["best.safetensors", "last.safetensors"] where folder.has("run/\(name)") {
      #expect(try !Checkpoint.load(folder.file("run/\(name)")).tensors.isEmpty)
    }
    let hasState = folder.has("run/last.state")
    let run = try RunDirectory.open(copy)
    #expect(try (run.last() != nil) == hasState)
  }

  private func unlinkFolder(_ path: String) {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Issue.record(error)
    }
  }
}
