import Datasets
import Foundation
import Images
import Testing

@Suite("Generators from training to samples")
struct GenerateTests {
  let dcgan: TrainedAdversary
  let sagan: TrainedAdversary
  let folder: Folder

  init() throws {
    dcgan = try TrainedAdversary.dcgan.get()
    sagan = try TrainedAdversary.sagan.get()
    folder = try Folder()
  }

  private func object(_ line: some StringProtocol) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
  }

  @Test("a training tells the command that uses its generator")
  func next() throws {
    for trained in [dcgan, sagan] {
      #expect(trained.call.status == 0, "\(trained.call.errors)")
      let report = try object(trained.call.output)
      #expect((report["next"] as? String)?.hasPrefix("zoo generate ") == true)
    }
  }

  @Test("equal seeds give equal grids, whose size follows from the number of samples")
  func seeds() throws {
    var grids: [Data] = []
    for index in 0..<2 {
      let call = try Command(
        [
          "generate", "dcgan", "--weights", dcgan.run, "--count", "9", "--seed", "3", "--output",
          "\(index).png", "--json",
        ], in: folder)
      #expect(call.status == 0, "\(call.errors)")
      let report = try object(call.output)
      #expect(report["count"] as? Int == 9 && report["seed"] as? Int == 3)
      grids.append(try Data(contentsOf: URL(filePath: folder.file("\(index).png"))))
    }
    #expect(grids[0] == grids[1])
    let grid = try Image(contentsOf: folder.file("0.png"))
    #expect(grid.width == 3 * 66 + 2 && grid.height == 3 * 66 + 2)
  }

  @Test("SAGAN shows where the middle of its samples looks")
  func attention() throws {
    let call = try Command(
      [
        "generate", "sagan", "--weights", "\(sagan.run)/generator.safetensors", "--count", "4",
        "--attention", "--json",
      ], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(try object(call.output)["attention"] as? String == "samples-attention.png")
    let picture = try Image(contentsOf: folder.file("samples-attention.png"))
    #expect(picture.width > 3 * 192 && picture.height > 4 * 192)
  }

  @Test(
    "what cannot be is answered in one line with 64",
    arguments: [
      (["generate", "vgg16"], "zoo classify vgg16"),
      (["generate", "dcgan", "--attention"], "sagan"),
      (["generate", "dcgan", "--count", "0"], "1…4096"),
      (["generate", "dcgan", "--output", "folder"], ".png"),
    ])
  func usage(arguments: [String], message: String) throws {
    let call = try Command(arguments, in: folder)
    #expect(call.status == 64, "\(call.errors)")
    #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
    #expect(call.errors.localizedCaseInsensitiveContains(message), "\(call.errors)")
  }

  @Test("pictures of a folder are read at the side that a model works with")
  func side() throws {
    let pictures = folder.file("pictures")
    try FileManager.default.createDirectory(
      atPath: pictures, withIntermediateDirectories: true)
    // Stripes of a pixel: nothing is left of them at a smaller side.
    let stripes = Image(width: 64, height: 64) { pixels in
      for index in pixels.indices { pixels[index] = index / 3 % 2 == 0 ? 0 : 255 }
    }
    for index in 0..<20 { try stripes.writePNG(to: "\(pictures)/\(index).png") }
    for (model, side) in [("dcgan", 64), ("sagan", 64), ("anogan", 64), ("efficientgan", 28)] {
      let call = try Command(
        ["finetune", model, "--data", "pictures", "--width", "0.03125", "--print-config"],
        in: folder)
      #expect(call.status == 0, "\(call.errors)")
      let data = try GreyData(greyFolder: pictures, side: side, seed: 1234)
      let isWhole = ["anogan", "efficientgan"].contains(model)
      let expected = isWhole ? data.fingerprint : data.training.fingerprint
      #expect(try object(call.output)["dataFingerprint"] as? String == expected, "\(model)")
    }
  }

  @Test("a discriminator's file makes no samples")
  func wrongNetwork() throws {
    let call = try Command(
      ["generate", "dcgan", "--weights", "\(dcgan.run)/discriminator.safetensors"], in: folder)
    #expect(call.status == 65 && call.errors.contains("dcgan.discriminator"), "\(call.errors)")
  }
}
