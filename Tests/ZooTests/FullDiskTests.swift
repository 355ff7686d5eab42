import Checkpoints
import Foundation
import Support
import Testing
import Training

@Suite("A training on a disk that is full")
struct FullDiskTests {
  @Test(
    "T2: an error at each write, sync and new name keeps the state before, and says so",
    .enabled(if: Fault.isPossible, Fault.requirement),
    arguments: [
      Fault(call: "write", effect: "error=ENOSPC"), Fault(call: "fsync", effect: "error=EIO"),
      Fault(call: "/^rename", effect: "error=ENOSPC"),
      Fault(call: "/^link", effect: "error=EDQUOT"),
    ])
  func everyCall(fault: Fault) throws {
    let run = try InterruptedRun(.vgg)
    let isFull = !fault.effect.hasSuffix("EIO")
    var (count, faults) = (1, 0)
    while true {
      let (command, happened, failed) = try run.strike(fault, at: count)
      guard happened else {
        #expect(command.status == 0, "\(command.errors)")
        break
      }
      faults += 1
      let place: Comment = "\(fault.call) \(count): \(failed)"
      // Without the note who holds the lock a run is none the worse; a call that wakes a thread has no
      // disk.
      let isHarmless = failed.allSatisfy { $0.contains("/.lock>") || $0.contains("<anon_inode:") }
      if command.status != 0 || !isHarmless {
        #expect(command.status == 74, "\(place): \(command.status) \(command.errors)")
        let lines = command.errors.split(separator: "\n")
        #expect(lines.count == 1 && command.errors.hasPrefix("zoo: error: "), "\(command.errors)")
        #expect(!command.errors.contains("saved"), "\(command.errors)")
        // What cannot be told at the end is saved.
        if !command.errors.contains("standard output") {
          #expect(!isFull || command.errors.contains("make room"), "\(command.errors)")
          // The disk is not full: no room is told that would contradict the message.
          #expect(!command.errors.contains("bytes are free"), "\(command.errors)")
          #expect(command.output.isEmpty)
        }
      }
      try run.check(place)
      count += fault.call == "write" ? Torture.count(4, long: 1) : 1
    }
    #expect(faults > 0)
    print("T2: \(faults) of \(fault), of which the last but one was call \(count)")
  }

  @Test(
    "T2: where a file system has no second names for files, kept epochs are copies",
    .enabled(if: Fault.isPossible, Fault.requirement))
  func copies() throws {
    let run = try InterruptedRun(.vgg)
    let (command, happened, _) = try run.strike(
      Fault(call: "/^link", effect: "error=EPERM"), at: 1)
    #expect(happened && command.status == 0, "\(command.errors)")
    try run.check("link")
  }

  /// A disk of the right to make one, `disk` in a folder.
  private final class SmallDisk {
    let folder: Folder
    var path: String { folder.file("disk") }

    static let isPossible = (try? SmallDisk()) != nil

    init() throws {
      folder = try Folder()
      try FileManager.default.createDirectory(
        atPath: folder.file("disk"), withIntermediateDirectories: true)
      try #require(
        try Program.run("/bin/mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", path]) == 0)
    }

    deinit { _ = try? Program.run("/bin/umount", [path]) }

    /// Fills the disk but for some bytes.
    func fill(leaving rest: Int) throws {
      let facts = try FileManager.default.attributesOfFileSystem(forPath: path)
      let free = try #require(facts[.systemFreeSize] as? Int)
      try Data(count: max(0, free - rest)).write(to: URL(filePath: "\(path)/filler"))
    }
  }

  @Test(
    "T2: a disk with less and less room ends the run with 74, and the state before it still loads",
    .enabled(if: SmallDisk.isPossible, "needs the right to mount a small disk"))
  func smallDisk() throws {
    let disk = try SmallDisk()
    let (folder, training) = (disk.folder, TinyTraining.vgg)
    let begun = try Command(training.begin("disk/run", epochs: 1), in: folder)
    #expect(begun.status == 0, "\(begun.errors)")
    try FileManager.default.copyItem(
      atPath: folder.file("disk/run"), toPath: folder.file("begun"))
    let state = try Data(contentsOf: URL(filePath: folder.file("begun/last.state")))
    let needed = try ["last.safetensors", "last.state"].reduce(0) {
      $0 + (try Data(contentsOf: URL(filePath: folder.file("begun/\($1)"))).count)
    }
    let more = training.resume("disk/run") + ["--epochs", "2"]
    // Room for nothing, for the log, for a picture, for the new weights, for all but the last bytes.
    for room in [0, 8192, 40_000, 200_000, needed / 2, needed - 40_000] {
      try disk.fill(leaving: room)
      let call = try Command(more, in: folder)
      #expect(call.status == 74, "\(room): \(call.status) \(call.errors)")
      let line = call.errors.split(separator: "\n").last ?? ""
      for text in [
        "zoo: error: cannot write ", "disk/run", "bytes are needed and", "bytes are free",
      ] {
        #expect(line.contains(text), "\(room): \(call.errors)")
      }
      #expect(!call.errors.contains("saved") && call.output.isEmpty, "\(room): \(call.output)")
      #expect(try Data(contentsOf: URL(filePath: folder.file("disk/run/last.state"))) == state)
      try FileManager.default.removeItem(atPath: "\(disk.path)/filler")
      #expect(try RunDirectory.open(folder.file("disk/run")).last()?.progress.epoch == 1)
    }
    let resumed = try Command(more, in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
  }

  @Test(
    "T2, T11: of a run at the root of a full disk the room on that disk is told",
    .enabled(if: SmallDisk.isPossible, "needs the right to mount a small disk"))
  func diskItself() throws {
    let disk = try SmallDisk()
    try disk.fill(leaving: 0)
    let call = try Command(TinyTraining.vgg.begin("disk", epochs: 1), in: disk.folder)
    #expect(call.status == 74, "\(call.status) \(call.errors)")
    let message = #/cannot write disk: .* bytes are needed and ([0-9]+) bytes are free/#
    let match = try #require(call.errors.firstMatch(of: message), "\(call.errors)")
    let free = try #require(Int(match.1))
    #expect(free < 16 << 20)
  }

  @Test(
    "T2: a picture, log or checkpoint that goes to a full device ends the run with 74",
    arguments: ["curves.png", "confusion.png", "log.jsonl", "best.safetensors", "last.state"])
  func device(name: String) throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(
      atPath: folder.file("run"), withIntermediateDirectories: true)
    symlink("/dev/full", folder.file("run/\(name)"))
    let call = try Command(TinyTraining.vgg.begin("run", epochs: 1), in: folder)
    #expect(call.status == 74, "\(call.status) \(call.errors)")
    let line = call.errors.split(separator: "\n").last ?? ""
    for text in ["zoo: error: cannot write", "make room"] {
      #expect(line.contains(text), "\(call.errors)")
    }
    #expect(!line.contains("bytes are"), "\(call.errors)")
    #expect(!call.errors.contains("saved") && call.output.isEmpty)
    // What was computed is saved where that can be.
    let state = try RunDirectory.open(folder.file("run")).last()
    #expect((state != nil) == (name != "last.state"))
    unlink(folder.file("run/\(name)"))
    let whole = try Command(TinyTraining.vgg.begin("whole", epochs: 1), in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    let rest = try Command(TinyTraining.vgg.resume("run"), in: folder)
    #expect(rest.status == 0, "\(rest.errors)")
    let differences = try TinyTraining.vgg.differences("run", "whole", in: folder)
    #expect(differences.isEmpty, "\(differences)")
  }
}
