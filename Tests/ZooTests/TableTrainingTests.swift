import Foundation
import Testing

@Suite("Training on a table of one's own")
struct TableTrainingTests {
  let folder: Folder

  init() throws {
    folder = try Folder()
    try folder.write("r.csv", Self.table(40))
  }

  /// A table of so many texts, half of each class.
  private static func table(_ count: Int) -> [UInt8] {
    let rows = (0..<count).map {
      "the film was \($0 % 2 == 0 ? "good" : "dull") \($0),\($0 % 2 == 0 ? "pos" : "neg")"
    }
    return Array((["text,label"] + rows).joined(separator: "\n").utf8)
  }

  private func train(_ run: String) throws -> Command {
    try Command(
      ["finetune", "transformer", "--data", "r.csv", "--epochs", "1", "--batch-size", "16"]
        + ["--min-frequency", "1", "--output", run], in: folder)
  }

  @Test("how a table is split is told, and that measuring on all of it is no test")
  func parts() throws {
    let call = try train("run")
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.errors.contains("data r.csv: 32 to train, 8 to validate, run "), "\(call.errors)")
    try folder.write("other.csv", Self.table(6))
    for (data, isTold) in [("r.csv", true), ("./r.csv", true), ("other.csv", false)] {
      let measured = try Command(
        ["eval", "transformer", "--weights", "run", "--data", data], in: folder)
      #expect(measured.status == 0, "\(measured.errors)")
      #expect(
        measured.errors.contains("trained on a part of \(data)") == isTold, "\(measured.errors)")
    }
  }

  @Test("a run goes on from another folder with the same data, whatever the way to them")
  func otherFolder() throws {
    let call = try train("run")
    #expect(call.status == 0, "\(call.errors)")
    try FileManager.default.createDirectory(
      atPath: folder.file("below"), withIntermediateDirectories: true)
    try folder.write("other.csv", Self.table(20))
    func resume(_ more: [String]) throws -> Command {
      try Command(
        ["finetune", "transformer", "--resume", "../run", "--epochs", "2"] + more, in: folder,
        under: ["/bin/sh", "-c", "cd below && exec \"$0\" \"$@\""])
    }
    let lost = try resume([])
    #expect(lost.status == 66, "\(lost.errors)")
    #expect(lost.errors.contains("r.csv"), "\(lost.errors)")
    #expect(lost.errors.contains("../run was begun with this path"), "\(lost.errors)")
    let other = try resume(["--data", "../other.csv"])
    #expect(other.status == 64, "\(other.errors)")
    #expect(other.errors.contains("dataFingerprint"), "\(other.errors)")
    let found = try resume(["--data", "../r.csv"])
    #expect(found.status == 0, "\(found.errors)")
    let note = "zoo: going on with changes: data r.csv → ../r.csv; "
    #expect(found.errors.contains(note), "\(found.errors)")
    #expect(found.errors.contains("; options.epochCount 1 → 2\n"), "\(found.errors)")
  }

  @Test("a table that is given to a model of pictures is said to be for others")
  func otherModel() throws {
    for data in ["r.csv", "./r.csv"] {
      for model in ["vgg16", "ssd", "mnist", "dcgan"] {
        let call = try Command(["finetune", model, "--data", data], in: folder)
        #expect(call.status == 66, "\(call.errors)")
        #expect(
          call.errors.contains("\(data): a file, no folder; a table of texts is for transformer"),
          "\(call.errors)")
      }
    }
  }
}
