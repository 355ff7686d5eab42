import Foundation
import Images
import Testing

@Suite("Folders of pictures with faults")
struct BadFolderTests {
  let trained: TrainedRun
  let folder: Folder

  init() throws {
    trained = try TrainedRun.shared.get()
    folder = try Folder()
  }

  private static let fill: [String: Color] = ["ants": .darkGrey, "bees": .white]

  /// Writes two classes of six pictures each in `photos`; all differ.
  private func writePhotos() throws {
    for (name, color) in Self.fill {
      for number in 0..<6 {
        var image = Image(width: 40 + number, height: 40, fill: color)
        image.fillRectangle(x: number, y: 3, width: 9, height: 9, .black)
        try write("photos/\(name)/\(number).png", try image.pngData())
      }
    }
  }

  private func write(_ name: String, _ bytes: [UInt8]) throws {
    let path = URL(filePath: folder.file(name)).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    try folder.write(name, bytes)
  }

  private func train(_ more: [String] = []) throws -> Command {
    try Command(
      [
        "finetune", "vgg16", "--weights", trained.weights, "--data", "photos", "--epochs", "2",
        "--output", "run", "--json",
      ] + more, in: folder)
  }

  @Test(
    "D2, I1: broken pictures are named once, left out and counted",
    arguments: ["transfer", "finetune"])
  func broken(mode: String) throws {
    try writePhotos()
    let bytes = try Image(width: 50, height: 50, fill: .white).pngData()
    for name in ["photos/ants/cut 1.png", "photos/bees/cut\n2.png"] {
      try write(name, Array(bytes.prefix(bytes.count / 2)))
    }
    try write("photos/ants/notes.txt", Array("no picture".utf8))
    try write("photos/ants/.DS_Store", [0])
    let call = try train(["--mode", mode])
    #expect(call.status == 0, "\(call.errors)")
    #expect(try object(call.output)["skipped"] as? Int == 3, "\(call.output)")
    for name in ["cut 1.png", "cut\\n2.png", "notes.txt"] {
      #expect(call.errors.components(separatedBy: name).count == 2, "\(call.errors)")
    }
    let evaluated = try Command(
      ["eval", "vgg16", "--weights", "run/best.safetensors", "--data", "photos", "--json"],
      in: folder)
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    #expect(try object(evaluated.output)["skipped"] as? Int == 3)
    #expect(try object(evaluated.output)["count"] as? Int == 12)
  }

  @Test("D1: one class, an empty class and other classes in the validation part are refused")
  func classes() throws {
    try writePhotos()
    for (fault, message) in [
      ("only", "only one class"), ("empty", "no PNG or JPEG picture"),
      ("other", "the training data have no such class"),
    ] {
      switch fault {
      case "only":
        try FileManager.default.moveItem(
          atPath: folder.file("photos/bees"), toPath: folder.file("bees"))
      case "empty":
        try FileManager.default.createDirectory(
          atPath: folder.file("photos/bees"), withIntermediateDirectories: true)
      default:
        try FileManager.default.removeItem(atPath: folder.file("photos/bees"))
        try FileManager.default.moveItem(
          atPath: folder.file("bees"), toPath: folder.file("photos/bees"))
        try FileManager.default.moveItem(
          atPath: folder.file("photos"), toPath: folder.file("all"))
        try FileManager.default.createDirectory(
          atPath: folder.file("photos"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          atPath: folder.file("all"), toPath: folder.file("photos/train"))
        try FileManager.default.moveItem(
          atPath: folder.file("all/bees"), toPath: folder.file("all/wasps"))
        try FileManager.default.moveItem(
          atPath: folder.file("all"), toPath: folder.file("photos/val"))
      }
      for arguments in [["data", "check", "photos"], ["finetune", "vgg16", "--data", "photos"]] {
        let call = try Command(arguments, in: folder)
        #expect(call.status == 65, "\(fault): \(call.errors)")
        #expect(call.errors.contains(message), "\(call.errors)")
        #expect(call.errors.split(separator: "\n").count == 1)
      }
    }
    #expect(!folder.has("runs"))
  }

  @Test("D2: loops of links, links to nothing, pipes and unreadable files stop nobody")
  func strays() throws {
    try writePhotos()
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("photos/ants/loop"), withDestinationPath: folder.file("photos/ants"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("photos/ants/gone.png"), withDestinationPath: "nothing.png")
    mkfifo(folder.file("photos/bees/pipe.jpg"), 0o600)
    let call = try Command(["data", "check", "photos", "--json"], in: folder)
    #expect(call.status == 65, "\(call.errors)")
    let report = try object(call.output)
    #expect((report["broken"] as? [String])?.count == 2, "\(call.output)")
    #expect((report["training"] as? [Int])?.reduce(0, +) == 10)
    #expect((report["validation"] as? [Int])?.reduce(0, +) == 2)
  }

  @Test("D2: in a folder to classify, what cannot be read is named and the others go on")
  func classified() throws {
    try writePhotos()
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("photos/ants/loop"), withDestinationPath: folder.file("photos/ants"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("photos/ants/gone.png"), withDestinationPath: "nothing.png")
    mkfifo(folder.file("photos/bees/pipe.jpg"), 0o600)
    try write("photos/.hidden/1.png", [])
    try write("photos/notes.txt", [])
    let call = try Command(
      ["classify", "vgg16", "photos/", "--weights", trained.weights, "--json"], in: folder)
    #expect(call.status == 65, "\(call.errors)")
    #expect(call.lines.count == 12)
    #expect(call.errors.contains("zoo: error: photos/ants/gone.png: "), "\(call.errors)")
    #expect(call.errors.contains("zoo: error: photos/bees/pipe.jpg: "), "\(call.errors)")
    #expect(call.errors.split(separator: "\n").count == 3)
  }

  @Test("D3: names with spaces, line ends, dashes and letters of any kind work")
  func names() throws {
    try writePhotos()
    let names = [
      "-dash.png", "a b.png", "line\nend.png", "füße 🐜.png", "e\u{301}.png", "\u{E9}.png",
    ]
    for (index, name) in names.enumerated() {
      try write(
        "photos/ants/\(name)", try Image(width: 60 + index, height: 40, fill: .white).pngData())
    }
    let call = try Command(["data", "check", "photos", "--json"], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    let report = try object(call.output)
    let counts = [report["training"], report["validation"]].compactMap { $0 as? [Int] }
    #expect(counts.reduce(0) { $0 + $1[0] } == 12)
  }

  @Test("D4: equal pictures are reported, in both parts as a fault")
  func duplicates() throws {
    try writePhotos()
    try FileManager.default.copyItem(
      atPath: folder.file("photos"), toPath: folder.file("copy"))
    for part in ["train", "val"] {
      try FileManager.default.createDirectory(
        atPath: folder.file("parts/\(part)"), withIntermediateDirectories: true)
    }
    for name in Self.fill.keys {
      try FileManager.default.moveItem(
        atPath: folder.file("photos/\(name)"), toPath: folder.file("parts/train/\(name)"))
      try write(
        "parts/val/\(name)/new.png", try Image(width: 80, height: 30, fill: .black).pngData())
    }
    let same = try Command(["data", "check", "parts"], in: folder)
    #expect(same.status == 0, "\(same.errors)")
    #expect(same.output.contains("same picture: parts/val/ants/new.png = parts/val/bees/new.png"))
    try FileManager.default.copyItem(
      atPath: folder.file("copy/ants/1.png"), toPath: folder.file("parts/val/ants/1.png"))
    let both = try Command(["data", "check", "parts"], in: folder)
    #expect(both.status == 65)
    #expect(both.output.contains("in both parts: "))
  }
}
