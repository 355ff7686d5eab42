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
