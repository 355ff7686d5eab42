import Foundation
import Glibc
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

  @Test(
    "D2: what may not be read, sockets, devices and pipes are named, and block nobody",
    .enabled(if: Tool.setpriv != nil, "rights cannot be given up here"))
  func unreadable() throws {
    try writePhotos()
    let picture = try Image(width: 60, height: 40, fill: .white).pngData()
    try write("photos/ants/secret.png", picture)
    chmod(folder.file("photos/ants/secret.png"), 0)
    try write("photos/ants/closed/1.png", picture)
    chmod(folder.file("photos/ants/closed"), 0)
    defer { chmod(folder.file("photos/ants/closed"), 0o700) }
    mkfifo(folder.file("photos/bees/pipe.jpg"), 0o600)
    symlink("loop.png", folder.file("photos/bees/loop.png"))
    #expect(link(folder.file("photos/bees/1.png"), folder.file("photos/bees/hard.png")) == 0)
    var bad = ["ants/secret.png", "ants/closed", "bees/pipe.jpg", "bees/loop.png"]
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // The name of a socket is short: it is made here and moved.
    let place = "/tmp/zoo-\(getpid())-\(UInt32.random(in: 0...(.max))).s"
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: place.utf8) }
    let isBound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    if isBound, rename(place, folder.file("photos/bees/socket.png")) == 0 {
      bad.append("bees/socket.png")
    }
    unlink(place)
    // Only the superuser can make a device.
    if mknod(folder.file("photos/bees/device.png"), S_IFCHR | 0o600, dev_t(1 << 8 | 5)) == 0 {
      bad.append("bees/device.png")
    }
    let wrapper = Tool.within(processorSeconds: 5) + Tool.asAnybody
    let check = try Command(["data", "check", "photos", "--json"], in: folder, under: wrapper)
    #expect(check.status == 65, "\(check.errors)")
    let broken = try object(check.output)["broken"] as? [String] ?? []
    #expect(broken.count == bad.count, "\(broken)")
    let all = try Command(
      ["classify", "vgg16", "photos/", "--weights", trained.weights, "--json"], in: folder,
      under: wrapper)
    #expect(all.status == 65, "\(all.errors)")
    #expect(all.lines.count == 13, "\(all.output)")
    for name in bad {
      #expect(broken.contains { $0.contains("photos/\(name)") }, "\(name)")
      #expect(all.errors.contains("zoo: error: photos/\(name): "), "\(name): \(all.errors)")
    }
  }

  @Test(
    "D2: a folder that may not be read is not called an empty one",
    .enabled(if: Tool.setpriv != nil, "rights cannot be given up here"))
  func closed() throws {
    for (model, data, closed) in [
      ("vgg16", "photos", "photos"), ("transformer", "texts", "texts"),
      ("transformer", "parts", "parts/train"), ("ssd", "behind/voc", "behind"),
      ("mnist", "hidden/digits", "hidden"),
    ] {
      try FileManager.default.createDirectory(
        atPath: folder.file("\(closed)/class"), withIntermediateDirectories: true)
      chmod(folder.file(closed), 0)
      defer { chmod(folder.file(closed), 0o700) }
      let call = try Command(
        ["finetune", model, "--data", data, "--output", "run"], in: folder, under: Tool.asAnybody)
      #expect(call.status == 77, "\(call.errors)")
      let seen = closed == "parts/train" ? closed : data
      #expect(call.errors.lowercased().contains("\(seen): permission denied"), "\(call.errors)")
      #expect(!folder.has("run"))
    }
  }

  @Test("D3: names of 255 bytes, of bytes that are no text and twins are told apart in one order")
  func hardNames() throws {
    try writePhotos()
    let picture = try Image(width: 60, height: 40, fill: .white).pngData()
    let names = [
      String(repeating: "n", count: 251) + ".png", String(repeating: "é", count: 125) + ".png",
      "e\u{301}.png", "\u{E9}.png", "\u{1F1E9}\u{1F1EA}.png", "👩‍👩‍👧.png", "Z.png", "a.png", "ä.png",
      "z.png", "--help.png", "'\"$(touch x)`.png", "\u{202E}gnp.a.png", "日本.png", "ｱ.png",
      "%00.png",
    ]
    for name in names { try write("photos/ants/\(name)", picture) }
    // A name that is no UTF-8 is named, and left out.
    let broken =
      Array("\(folder.file("photos/ants"))/x".utf8CString.dropLast())
      + [CChar(truncatingIfNeeded: 0xFF), 0]
    let descriptor = open(broken, O_CREAT | O_WRONLY, 0o600)
    #expect(descriptor >= 0)
    _ = picture.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
    var outputs: [String] = []
    for locale in ["C", "ja_JP.UTF-8", "tr_TR.UTF-8"] {
      let call = try Command(
        ["classify", "vgg16", "photos/", "--weights", trained.weights, "--json", "--top", "1"],
        in: folder, environment: ["LC_ALL": locale, "LANG": locale])
      #expect(call.status == 65, "\(call.errors)")
      #expect(
        call.errors.contains("photos/ants/x\u{FFFD}: the name is not UTF-8"), "\(call.errors)")
      #expect(call.errors.split(separator: "\n").count == 2, "\(call.errors)")
      outputs.append(call.output)
    }
    #expect(Set(outputs).count == 1)
    let check = try Command(["data", "check", "photos", "--json"], in: folder)
    #expect(check.status == 65, "\(check.errors)")
    #expect(
      try object(check.output)["broken"] as? [String]
        == ["photos/ants/x\u{FFFD}: the name is not UTF-8; rename it"], "\(check.output)")
    let inputs = try outputs[0].split(separator: "\n").map { line in
      try object(String(line))["input"] as? String ?? ""
    }
    #expect(inputs.count == 12 + names.count)
    let isSorted = zip(inputs, inputs.dropFirst()).allSatisfy {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    #expect(isSorted, "\(inputs)")
    for name in names {
      #expect(inputs.contains { $0.utf8.elementsEqual("photos/ants/\(name)".utf8) }, "\(name)")
    }
    #expect(!folder.has("x"))
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
    // As many black pixels as the others, in another shape.
    try write("parts/train/ants/tall.png", try Image(width: 30, height: 80, fill: .black).pngData())
    let same = try Command(["data", "check", "parts"], in: folder)
    #expect(same.status == 0, "\(same.errors)")
    #expect(!same.output.contains("tall.png"), "\(same.output)")
    #expect(same.output.contains("same picture: parts/val/ants/new.png = parts/val/bees/new.png"))
    try FileManager.default.copyItem(
      atPath: folder.file("copy/ants/1.png"), toPath: folder.file("parts/val/ants/1.png"))
    let both = try Command(["data", "check", "parts"], in: folder)
    #expect(both.status == 65)
    #expect(both.output.contains("in both parts: "))
  }
}
