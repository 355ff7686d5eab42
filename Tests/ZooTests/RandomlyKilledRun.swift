import Checkpoints
import Foundation
import Tensors
import Testing
import Training

/// A run that is killed again and again, and goes on each time.
final class RandomlyKilledRun {
  /// How often it was killed.
  private(set) var killCount = 0

  private static let epochCount = 8

  private let training: TinyTraining
  private let folder: Folder
  /// The longest time until a kill: on average some epochs are done then, however slow the machine.
  private let longest: Double
  /// What the moments of the kills follow from.
  private var random: Random
  private let seed: UInt64
  private var callCount = 0

  init(_ training: TinyTraining, seed: UInt64) throws {
    self.training = training
    self.seed = seed
    random = Random(seed: seed)
    folder = try Folder()
    try training.prepare(folder)
    let start = ContinuousClock.now
    let whole = try Command(training.begin("whole", epochs: Self.epochCount), in: folder)
    try #require(whole.status == 0, "\(whole.errors)")
    longest = (ContinuousClock.now - start) / .seconds(1) * 0.8
  }

  /// Kills the run `count` times.
  func kill(times count: Int) throws {
    while killCount < count {
      // Two of three calls would have come to their end before.
      try #require(callCount < 3 * count, "\(killCount) kills of \(count), seed \(seed)")
      try kill()
    }
  }

  /// Begins or goes on, kills at a random moment, and checks what is left; a run that came to its end
  /// before is compared, and begins anew.
  private func kill() throws {
    callCount += 1
    let hasBegun = folder.has("run/config.json")
    let before = try hasBegun ? step(ofCopy: "before") : nil
    let call = try Command(
      (hasBegun ? training.resume("run") : training.begin("run", epochs: Self.epochCount))
        + ["--quiet"], in: folder, killAfter: .random(in: 0...longest, using: &random))
    guard call.status == -SIGKILL else {
      #expect(call.status == 0, "seed \(seed): \(call.errors)")
      try compare()
      return try FileManager.default.removeItem(atPath: folder.file("run"))
    }
    killCount += 1
    guard folder.has("run/config.json") else { return }
    let litter = try names().filter { $0.contains(".partial-") }
    #expect(litter.count <= 1, "seed \(seed): \(litter)")
    for name in try names() where name.hasSuffix(".safetensors") {
      let tensors = try Checkpoint.load(folder.file("run/\(name)")).tensors
      #expect(!tensors.isEmpty, "seed \(seed): \(name)")
    }
    let after = try step(ofCopy: "after")
    #expect((after ?? 0) >= before ?? 0, "seed \(seed): kill \(killCount) threw the run back")
  }

  /// Lets the run come to its end, and compares it with one that never was killed.
  func finish() throws {
    if folder.has("run/config.json") {
      let rest = try Command(training.resume("run"), in: folder)
      #expect(rest.status == 0, "seed \(seed): \(rest.errors)")
      try compare()
    }
    print("T3: \(killCount) kills of \(training.model) in \(callCount) calls, seed \(seed)")
  }

  private func compare() throws {
    let differences = try training.differences("run", "whole", in: folder)
    #expect(differences.isEmpty, "seed \(seed): \(differences)")
    let litter = try names().filter { $0.contains(".partial-") || $0.contains(".next.") }
    #expect(litter.isEmpty, "seed \(seed): \(litter)")
  }

  /// The step of the last state: of a copy, so that whatever opening tidies up is there for the next
  /// resume.
  private func step(ofCopy name: String) throws -> Int? {
    let copy = folder.file(name)
    try FileManager.default.copyItem(atPath: folder.file("run"), toPath: copy)
    defer { unlinkFolder(copy) }
    let hasState = folder.has("run/last.state")
    let last = try RunDirectory.open(copy).last()
    #expect((last != nil) == hasState, "seed \(seed)")
    return last?.progress.step
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file("run"))
  }

  private func unlinkFolder(_ path: String) {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Issue.record(error)
    }
  }
}
