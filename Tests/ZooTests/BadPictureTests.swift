import Foundation
import Images
import Testing

@Suite("Pictures that are none")
struct BadPictureTests {
  let trained: TrainedRun
  let folder: Folder

  init() throws {
    trained = try TrainedRun.shared.get()
    folder = try Folder()
  }

  private func classify(_ files: [String]) throws -> Command {
    try Command(["classify", "vgg16", "--weights", trained.weights, "--json"] + files, in: folder)
  }

  /// A picture of the tests of `Images`.
  private func fixture(_ name: String) throws -> [UInt8] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: tests.appending(path: "ImagesTests/Fixtures/\(name)")))
  }

  @Test("I1: pictures cut anywhere are named with what is missing, and no answer is given")
  func truncated() throws {
    var names: [String] = []
    for name in ["rgb8-turned.png", "progressive.jpg"] {
      let bytes = try fixture(name)
      for part in 1..<12 {
        names.append("\(part)-\(name)")
        try folder.write("\(part)-\(name)", Array(bytes.prefix(bytes.count * part / 12)))
      }
    }
    let call = try classify(names)
    #expect(call.status == 65)
    #expect(call.output.isEmpty)
    for name in names { #expect(call.errors.contains("zoo: error: \(name): "), "\(name)") }
    #expect(call.errors.split(separator: "\n").count == names.count + 1)
  }

  @Test("I2: a header of 100,000 × 100,000 pixels is refused at once and without memory")
  func huge() throws {
    var bytes = try Image(width: 2, height: 2, fill: .white).pngData()
    let side = [UInt8]([0x00, 0x01, 0x86, 0xA0])
    bytes.replaceSubrange(16..<24, with: side + side)
    let sum = Self.checksum(bytes[12..<29])
    bytes.replaceSubrange(
      29..<33, with: (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * $0)) })
    try folder.write("huge.png", bytes)
    let start = ContinuousClock.now
    let call = try Command(
      ["classify", "vgg16", "--weights", trained.weights, "huge.png"], in: folder,
      memoryLimit: 4_000_000)
    #expect(call.status == 65, "\(call.errors)")
    #expect(call.errors.contains("100000"), "\(call.errors)")
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test("I4: CMYK, grey and turned pictures are classified like others")
  func kinds() throws {
    let names = ["cmyk.jpg", "grey.jpg", "grey16.png", "palette4.png", "rgb8-turned.png"]
    for name in names { try folder.write(name, try fixture(name)) }
    let call = try classify(names)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.lines.count == names.count)
  }

  @Test("I5: the content decides, not the name; what is no picture is said to be none")
  func renamed() throws {
    try folder.write("really-png.jpg", try Image(width: 40, height: 40, fill: .white).pngData())
    try folder.write("really-jpeg.png", try fixture("colour420.jpg"))
    let good = try classify(["really-png.jpg", "really-jpeg.png"])
    #expect(good.status == 0, "\(good.errors)")
    try folder.write("text.png", Array("just text".utf8))
    try folder.write("page.jpg", Array("<!DOCTYPE html><html></html>".utf8))
    try folder.write("empty.png", [])
    try FileManager.default.createDirectory(
      atPath: folder.file("folder.jpg"), withIntermediateDirectories: true)
    mkfifo(folder.file("pipe.png"), 0o600)
    let bad = try classify(["text.png", "page.jpg", "empty.png", "folder.jpg", "pipe.png"])
    #expect(bad.status == 65)
    #expect(bad.output.isEmpty)
    #expect(bad.errors.contains("page.jpg: "), "\(bad.errors)")
    #expect(bad.errors.contains("HTML"), "\(bad.errors)")
    #expect(bad.errors.split(separator: "\n").count == 6)
  }

  @Test("I5: a picture of one row or one column takes no more memory than others")
  func thin() throws {
    for (width, height) in [(65_000, 1), (1, 60_000)] {
      try Image(width: width, height: height, fill: .white).writePNG(to: folder.file("thin.png"))
      let call = try Command(
        ["classify", "vgg16", "thin.png", "--weights", "vgg16-w25-drawn", "--offline", "--json"],
        in: folder, memoryLimit: 2_000_000)
      #expect(call.status == 0, "\(width)×\(height): \(call.errors)")
      #expect(call.lines.count == 1)
    }
  }

  /// The CRC-32 of PNG's chunks.
  private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0 as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
      }
    }
  }
}
