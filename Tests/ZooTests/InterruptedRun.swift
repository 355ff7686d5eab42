import Checkpoints
import Foundation
import Testing
import Training

/// A run that was stopped after its first epoch, and the same one to its end: what a run that a fault
/// ended is held to.
final class InterruptedRun: Sendable {
  /// Where all is: the stopped run is `base`, the complete one `whole`.
  let folder: Folder
  let training: TinyTraining
  /// The step at which the run was stopped.
  let step: Int

  private static let epochCount = 3

  init(_ training: TinyTraining) throws {
    self.training = training
    folder = try Folder()
    try training.prepare(folder)
    let call = try Command(
      training.begin("base", epochs: Self.epochCount) + ["--keep", "1"], in: folder,
      signal: (SIGTERM, "epoch 1/\(Self.epochCount)"))
    try #require(call.status == 143, "\(call.errors)")
    step = try Self.step("base", in: folder)
    try copy("whole")
    let rest = try Command(training.resume("whole"), in: folder)
    try #require(rest.status == 0, "\(rest.errors)")
  }

  /// Copies the stopped run.
  func copy(_ run: String) throws {
    if folder.has(run) { try FileManager.default.removeItem(atPath: folder.file(run)) }
    try FileManager.default.copyItem(atPath: folder.file("base"), toPath: folder.file(run))
  }

  /// Goes on with a copy of the run, with a fault.
  func strike(
    _ fault: Fault, at count: Int
  ) throws -> (command: Command, happened: Bool, failed: [Substring]) {
    try copy("run")
    return try fault.strike(training.resume("run") + ["--quiet"], in: folder, at: count)
  }

  /// Checks that the faulty run lost nothing: what is saved loads, and goes on to the same end.
  func check(_ fault: Comment) throws {
    let litter = try litter()
    #expect(litter.count <= 1, "\(fault): \(litter)")
    let best = folder.file("run/best.safetensors")
    if folder.has("run/best.safetensors") {
      #expect(try !Checkpoint.load(best).tensors.isEmpty, fault)
    }
    #expect(try Self.step("run", in: folder) >= step, fault)
    #expect(try self.litter().isEmpty, fault)
    let rest = try Command(training.resume("run"), in: folder)
    #expect(rest.status == 0, "\(fault): \(rest.errors)")
    let differences = try training.differences("run", "whole", in: folder)
    #expect(differences.isEmpty, "\(fault): \(differences)")
    #expect(try names("run") == names("whole"), fault)
  }

  /// The step of the last state, which loads.
  private static func step(_ run: String, in folder: Folder) throws -> Int {
    try #require(try RunDirectory.open(folder.file(run)).last()).progress.step
  }

  /// What a killed process left behind of a file that it was writing.
  private func litter() throws -> [String] { try names("run").filter { $0.contains(".partial-") } }

  private func names(_ run: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file(run)).sorted()
  }
}
