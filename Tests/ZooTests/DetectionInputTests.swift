import Foundation
import Images
import Testing

@Suite("What detectors look at")
struct DetectionInputTests {
  let trained: TrainedDetector
  let folder: Folder

  init() throws {
    trained = try TrainedDetector.shared.get()
    folder = try Folder()
  }

  private func detect(_ more: [String], input: [UInt8] = []) throws -> Command {
    try Command(["detect", "ssd", "--weights", trained.weights] + more, in: folder, input: input)
  }

  @Test("paths come on standard input, between newlines or NULs")
  func standardInput() throws {
    let picture = Image(width: 60, height: 60, fill: .white)
    for name in ["a.png", "b.png", "c.png"] { try picture.writePNG(to: folder.file(name)) }
    let arguments = ["--output", "none", "--json", "-"]
    let call = try detect(arguments, input: Array("a.png\n\n  \nb.png\0c.png\0".utf8))
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.lines.count == 3)
    for input in [[], Array("\n \n".utf8)] {
      let call = try detect(arguments, input: input)
      #expect(call.status == 64, "\(call.errors)")
      #expect(call.errors == "zoo: error: no paths on standard input\n")
    }
    let bytes = try detect(arguments, input: picture.jpegData())
    #expect(bytes.status == 65, "\(bytes.errors)")
    #expect(bytes.errors == "zoo: error: standard input holds no paths\n")
  }

  @Test("lines of paths may end as on Windows; a file whose name ends so is still found")
  func windowsLines() throws {
    let picture = Image(width: 60, height: 60, fill: .white)
    for name in ["a.png", "b.png", "b.png\r"] { try picture.writePNG(to: folder.file(name)) }
    let arguments = ["--output", "none", "--json", "-"]
    let call = try detect(arguments, input: Array("a.png\r\n\r\nb.png\r\na.png\r".utf8))
    #expect(call.status == 0, "\(call.errors)")
    #expect(
      try call.lines.map { try object($0)["input"] as? String } == ["a.png", "b.png\r", "a.png"])
    let exact = try detect(arguments, input: Array("a.png\r\0".utf8))
    #expect(exact.status == 66, "\(exact.errors)")
    #expect(exact.errors.contains("a.png\\r: no such file"), "\(exact.errors)")
  }

  @Test("D3: a path on standard input that is not UTF-8 is told, and the others are looked at")
  func illegiblePaths() throws {
    try Image(width: 60, height: 60, fill: .white).writePNG(to: folder.file("a.png"))
    let name: [UInt8] = [0xFF, 0xFE] + Array(".png".utf8)
    let path = Array(folder.path.utf8) + Array("/".utf8) + name + [0]
    try #require(rename(folder.file("a.png"), path.map(CChar.init(bitPattern:))) == 0)
    try Image(width: 60, height: 60, fill: .white).writePNG(to: folder.file("b.png"))
    for input in [name + [10] + Array("b.png\n".utf8), Array("b.png\0".utf8) + name + [0]] {
      let call = try detect(["--output", "none", "--json", "-"], input: input)
      #expect(call.status == 65 && call.lines.count == 1, "\(call.errors)")
      #expect(call.errors.contains("\u{FFFD}.png: the name is not UTF-8; rename it"))
      let skipping = try detect(["--output", "none", "--json", "--skip-broken", "-"], input: input)
      #expect(skipping.status == 0 && skipping.lines.count == 1, "\(skipping.errors)")
    }
  }

  @Test("no result takes the place of a picture that standard input names, now or later")
  func inputsStay() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("found"), withIntermediateDirectories: false)
    try Image(width: 60, height: 60, fill: .white).writePNG(to: folder.file("a.png"))
    try Image(width: 60, height: 60, fill: .darkGrey).writePNG(to: folder.file("found/a.png"))
    func content() throws -> Data {
      try Data(contentsOf: URL(filePath: folder.file("found/a.png")))
    }
    let before = try content()
    let call = try detect(
      ["-", "--output", "found", "--json"], input: Array("a.png\nfound/a.png\n".utf8))
    #expect(call.status == 0, "\(call.errors)")
    #expect(
      try call.lines.map { try object($0)["picture"] as? String }
        == ["found/a-2.png", "found/a-3.png"])
    #expect(try content() == before)
    let inFolder = try detect(["-", "--output", "found"], input: Array("found/\n".utf8))
    #expect(inFolder.status == 0, "\(inFolder.errors)")
    #expect(try content() == before)
    let same = try detect(
      ["-", "--output", "found/a.png"], input: Array("a.png\n./found//a.png\n".utf8))
    #expect(same.status == 64, "\(same.errors)")
    #expect(same.errors.contains("may be a picture to look at"), "\(same.errors)")
    #expect(try content() == before)
    // One that is behind the limit may stand for one that is not written yet.
    let first = try detect(
      ["-", "--limit", "1", "--output", "found"], input: Array("a.png\nfound/a.png\n".utf8))
    #expect(first.status == 0, "\(first.errors)")
    #expect(try content() == before)
  }

  @Test("C5: a path on standard input is answered before the next one is there")
  func streamed() throws {
    try Image(width: 60, height: 60, fill: .white).writePNG(to: folder.file("a.png"))
    let call = try StreamedCall(
      ["detect", "ssd", "--weights", trained.weights, "--json", "-"], in: folder,
      first: "a.png\n", rest: "a.png\n")
    #expect(
      call.answers.map { $0["picture"] as? String } == ["detections/a.png", "detections/a-2.png"])
  }

  @Test("classes that only the validation part shows are named, and data without objects refused")
  func lackingObjects() throws {
    try folder.writeVOC(lists: ["train": [1, 2], "val": [3, 4]])
    for number in 1...2 {
      let path = "voc/Annotations/\(number).xml"
      let text = try String(contentsOfFile: folder.file(path), encoding: .utf8)
      try folder.write(path, Array(text.replacing("cup", with: "dot").utf8))
    }
    let warning = "only the validation part shows cup"
    let check = try Command(["data", "check", "voc"], in: folder)
    #expect(check.status == 0 && check.errors.contains(warning), "\(check.errors)")
    let training = try Command(
      ["finetune", "ssd", "--data", "voc", "--sample", "--print-config"], in: folder)
    #expect(training.status == 0 && training.errors.contains(warning), "\(training.errors)")
    for number in 1...4 {
      try folder.write(
        "voc/Annotations/\(number).xml",
        Array("<annotation><size><width>80</width><height>60</height></size></annotation>".utf8))
    }
    let empty = try Command(["data", "check", "voc"], in: folder)
    #expect(empty.status == 65 && empty.errors.contains("no objects"), "\(empty.errors)")
  }

  @Test("a picture so narrow that it would become huge is not enlarged")
  func narrow() throws {
    for (width, height, drawn) in [(2000, 1, 2000), (1, 300, 1), (64, 16, 1024), (65, 16, 65)] {
      try Image(width: width, height: height, fill: .darkGrey).writePNG(to: folder.file("a.png"))
      let call = try detect(["a.png", "--threshold", "0", "--output", "b.png"])
      #expect(call.status == 0, "\(call.errors)")
      #expect(try Image(contentsOf: folder.file("b.png")).width == drawn)
    }
  }
}
