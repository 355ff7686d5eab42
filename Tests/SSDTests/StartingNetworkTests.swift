import Checkpoints
import Foundation
import Images
import Layers
import SSD
import Support
import Tasks
import Tensors
import Testing
import VGG

@Suite struct StartingNetworkTests {
  private func saved(
    _ model: some Module, _ metadata: CheckpointMetadata
  ) throws -> Checkpoint {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "start-\(UInt64.random(in: 0...(.max))).safetensors"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Checkpoint.write(model, to: path, metadata: metadata)
    return try Checkpoint.load(path)
  }

  private func scalars(_ module: some Module, _ path: String) -> [Float]? {
    module.state.first { $0.path == path }?.entry.value.scalars
  }

  @Test("of VGG-16 the convolutions are kept, and the range of their input")
  func base() throws {
    let vgg = withSeed(3) { VGG16(classCount: 3, width: 0.0625, imageSize: 32) }
    let checkpoint = try saved(
      vgg,
      try vgg.metadata(
        preprocessing: Preprocessing.imageNet(size: 32, resize: 40), classes: ["a", "b", "c"]))
    let start = try StartingNetwork<SSD300>(checkpoint, classes: ["x", "y"])
    #expect(start.network.configuration.width == 0.0625)
    #expect(start.network.configuration.classCount == 2)
    #expect(scalars(start.network, "vgg.28.weight") == scalars(vgg, "features.28.weight"))
    #expect(start.preprocessing.outputSize == (300, 300))
    #expect(start.preprocessing.deviation == Preprocessing.imageNet().deviation)
    #expect(start.preprocessing.scale == 1 && start.preprocessing.sampling == .plainBilinear)
  }

  @Test("a detector keeps its heads for its own classes and gets new ones for others")
  func detector() throws {
    let network = withSeed(3) { SSD300(classCount: 2, width: 0.0625) }
    let checkpoint = try saved(network, try network.metadata(classes: ["x", "y"]))
    let same = try StartingNetwork<SSD300>(checkpoint, classes: ["x", "y"])
    #expect(scalars(same.network, "conf.0.weight") == scalars(network, "conf.0.weight"))
    #expect(same.preprocessing == SSD300.preprocessing)
    #expect(same.knownClasses == ["x", "y"])
    let images = filled("x", shape: [1, 300, 300, 3])
    let turned = try StartingNetwork<SSD300>(checkpoint, classes: ["y", "x"])
    #expect(
      turned.network(images).logits.scalars
        == network(images).logits.gathered(IntTensor([0, 2, 1]), axis: 2).scalars)
    let others = try StartingNetwork<SSD300>(checkpoint, classes: ["x", "z"])
    #expect(scalars(others.network, "conf.0.weight") != scalars(network, "conf.0.weight"))
    #expect(scalars(others.network, "loc.0.weight") == scalars(network, "loc.0.weight"))
    #expect(
      try StartingNetwork<SSD300>(checkpoint, classes: ["x"]).network.configuration.classCount == 1)
  }

  @Test("a published detector, which names no classes, keeps its heads for those of Pascal VOC")
  func published() throws {
    let network = withSeed(3) { SSD300(width: 0.0625) }
    let checkpoint = try saved(network, CheckpointMetadata())
    let same = try StartingNetwork<SSD300>(checkpoint, classes: ClassNames.voc.names)
    #expect(scalars(same.network, "conf.0.weight") == scalars(network, "conf.0.weight"))
    #expect(same.knownClasses == ClassNames.voc.names)
  }

  @Test("random weights get inputs about 1")
  func random() throws {
    let start = try StartingNetwork<SSD300>(nil, classes: ["x"], width: 0.0625)
    #expect(start.network.configuration.width == 0.0625)
    let white = start.preprocessing(Image(width: 10, height: 10, fill: .white)).scalars
    #expect(white.allSatisfy { $0 > 1 && $0 < 4 })
  }
}
