import Checkpoints
import Foundation
import Images
import ShippedWeights
import Tensors
import Testing

@Suite("No result takes the place of what is read")
struct ReplacingTests {
  let trained: TrainedRun
  let folder: Folder

  init() throws {
    trained = try TrainedRun.shared.get()
    folder = try Folder()
  }

  private func content(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: folder.file(name)))
  }

  private func write(_ picture: Image, _ name: String) throws {
    let path = folder.file(name)
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try picture.writePNG(to: path)
  }

  /// Expects a call to be refused with 64 and some files to stay as they are.
  private func expectRefusal(
    _ arguments: [String], keeping names: [String],
    location: SourceLocation = #_sourceLocation
  ) throws {
    let before = try names.map(content)
    let call = try Command(arguments, in: folder)
    #expect(call.status == 64, "\(arguments): \(call.errors)", sourceLocation: location)
    #expect(call.errors.contains("write to another f"), "\(call.errors)", sourceLocation: location)
    #expect(try names.map(content) == before, sourceLocation: location)
  }

  @Test("tensors that go in, and weights, stay what they are")
  func tensors() throws {
    let shipped = try #require(ShippedWeights.path(of: "mnist-conv.safetensors"))
    try FileManager.default.copyItem(atPath: shipped, toPath: folder.file("w.safetensors"))
    try Checkpoint.write([("x", Tensor.zeros([1, 1, 28, 28]))], to: folder.file("x.safetensors"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.safetensors"), withDestinationPath: "x.safetensors")
    let forward = [
      "forward", "mnist", "--weights", "./w.safetensors", "--input", "x.safetensors", "--output",
    ]
    for output in ["x.safetensors", "./x.safetensors", "link.safetensors", "w.safetensors"] {
      try expectRefusal(forward + [output], keeping: ["x.safetensors", "w.safetensors"])
    }
    #expect(try Command(forward + ["y.safetensors"], in: folder).status == 0)
    try expectRefusal(
      ["weights", "convert", "./w.safetensors", "w.safetensors", "--precision", "float16"],
      keeping: ["w.safetensors"])
  }

  @Test("pictures of data stay what they are")
  func data() throws {
    for (index, name) in ["ants", "bees"].enumerated() {
      for number in 0..<2 {
        try write(
          Image(width: 40 + number, height: 40 + index, fill: .white), "data/\(name)/\(number).png")
      }
    }
    try expectRefusal(
      ["data", "preview", "data", "--output", "data/ants/0.png"], keeping: ["data/ants/0.png"])
    try expectRefusal(
      ["eval", "vgg16", "--weights", trained.weights, "--data", "data", "--output", "data/ants"],
      keeping: ["data/ants/0.png", "data/ants/1.png"])
  }

  @Test("pictures beside one that is looked at stay what they are")
  func neighbours() throws {
    let other = Image(width: 50, height: 40, fill: .darkGrey)
    try write(other, "photos/a.png")
    try folder.write(
      "photos/a.jpg", Array(Image(width: 60, height: 60, fill: .white).jpegData()))
    let before = try content("photos/a.png")
    for number in 2...3 {
      let call = try Command(
        [
          "classify", "vgg16", "photos/a.jpg", "--weights", trained.weights, "--output", "photos",
        ], in: folder)
      #expect(call.status == 0 && call.output.contains("photos/a-\(number).png"), "\(call.output)")
    }
    #expect(try content("photos/a.png") == before)
  }
}
