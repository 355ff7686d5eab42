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

@Suite struct CheckpointTests {
  private let images = filled("x", shape: [1, 300, 300, 3])

  /// Calls `body` with the path of a file in a folder that is removed afterwards.
  private func withFile<R>(_ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "ssd-\(UInt64.random(in: 0...(.max)))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.appending(path: "a.safetensors").path)
  }

  @Test("a checkpoint carries preprocessing and names, and fits new heads")
  func roundTrip() throws {
    let network = withSeed(2) { SSD300(classCount: 3, width: 0.0625) }
    let preprocessing = Preprocessing(
      size: .squish(width: 300, height: 300), sampling: .plainBilinear, scale: 255,
      mean: [1, 2, 3])
    try withFile { path in
      try Checkpoint.write(
        network, to: path,
        metadata: network.metadata(preprocessing: preprocessing, classes: ["ant", "bee", "moth"]))
      let detector = try SSDDetector.load(path)
      #expect(detector.network is SSD300)
      #expect(detector.network.configuration == network.configuration)
      #expect(detector.preprocessing == preprocessing)
      #expect(detector.classes == ClassNames(["ant", "bee", "moth"]))
      #expect(detector.network(images).logits.scalars == network(images).logits.scalars)

      let checkpoint = try Checkpoint.load(path)
      let other = try SSD300(checkpoint, newClassCount: 7)
      let predictions = other(images)
      #expect(predictions.classCount == 7)
      #expect(predictions.locations.scalars == network(images).locations.scalars)
      #expect(throws: CheckpointError.self) { try SSD512(checkpoint) }
      #expect(throws: CheckpointError.self) { try SSD300(base: checkpoint, classCount: 2) }
      #expect(throws: CheckpointError.self) { try VGG16(checkpoint) }
    }
  }

  @Test("a checkpoint without notes is taken for VOC's classes and the published preprocessing")
  func published() throws {
    let network = SSD300(width: 0.0625)
    try withFile { path in
      try Checkpoint.write(network, to: path)
      let detector = try SSDDetector.load(path)
      #expect(detector.classes == .voc)
      #expect(detector.preprocessing == SSD300.voc.preprocessing)
      #expect(detector.preprocessing.mean == [123, 117, 104])
    }
  }

  @Test("a checkpoint of another model, or with tensors too few, is refused")
  func refusals() throws {
    let network = SSD300(classCount: 2, width: 0.0625)
    try withFile { path in
      var metadata = try network.metadata(classes: ["a", "b"])
      metadata.model = "vgg16"
      try Checkpoint.write(network, to: path, metadata: metadata)
      #expect(throws: CheckpointError.self) { try SSDDetector.load(path) }

      let published = publishedTensors(of: network).filter { $0.name != "loc.3.bias" }
      try Checkpoint.write(published, to: path)
      #expect(throws: CheckpointError.self) { try SSDDetector.load(path) }
      #expect(throws: CheckpointError.self) {
        try SSD300(Checkpoint.load(path), newClassCount: 4)
      }
    }
  }

  @Test(
    "a width whose channels were rounded is read from the notes", arguments: [0.12, 0.2, 0.33, 0.4])
  func roundedWidths(width: Double) throws {
    let network = withSeed(2) { SSD300(classCount: 1, width: width) }
    try withFile { path in
      try Checkpoint.write(network, to: path, metadata: network.metadata(classes: ["a"]))
      let loaded = try SSDDetector.load(path).network
      #expect(loaded.configuration == network.configuration)
      #expect(try SSD300(Checkpoint.load(path), newClassCount: 3).configuration.width == width)
      let base = VGG16(classCount: 2, width: width, imageSize: 32)
      try Checkpoint.write(
        base, to: path, metadata: base.metadata(preprocessing: SSD300.preprocessing, classes: []))
      #expect(try SSD300(base: Checkpoint.load(path), classCount: 1).configuration.width == width)
    }
  }

  @Test("notes of a width that the tensors do not have are refused", arguments: [2, 1e300, -1])
  func lyingWidths(width: Double) throws {
    let network = SSD300(classCount: 1, width: 0.0625)
    var metadata = try network.metadata(classes: ["a"])
    var configuration = network.configuration
    configuration.width = width
    try metadata.set(configuration, for: .configuration)
    try withFile { path in
      try Checkpoint.write(network, to: path, metadata: metadata)
      #expect(throws: CheckpointError.self) { try SSDDetector.load(path) }
    }
  }

  @Test("heads that claim more classes than they hold are refused before they take memory")
  func lyingHeads() throws {
    let tensors = publishedTensors(of: SSD300(classCount: 1, width: 0.0625)).map { name, tensor in
      (name: name, tensor: name == "conf.0.weight" ? .zeros([262_148, 0, 3, 3]) : tensor)
    }
    try withFile { path in
      try Checkpoint.write(tensors, to: path)
      let error = #expect(throws: CheckpointError.self) { try SSDDetector.load(path) }
      #expect("\(error as Any)".contains("'conf.0.weight' is [262148, 0, 3, 3]"))
    }
  }

  @Test(
    "a preprocessing that makes no input of the network is refused with the file's path",
    arguments: [
      .imageNet(), Preprocessing(size: .squish(width: 300, height: 300)),
      Preprocessing(
        size: .squish(width: 300, height: 300), sampling: .plainBilinear, channelOrder: .bgr),
    ])
  func preprocessing(unfit: Preprocessing) throws {
    let network = SSD300(classCount: 1, width: 0.0625)
    try withFile { path in
      try Checkpoint.write(
        network, to: path, metadata: network.metadata(preprocessing: unfit, classes: ["a"]))
      let error = #expect(throws: CheckpointError.self) { try SSDDetector.load(path) }
      #expect("\(error as Any)".contains(path))
      #expect(throws: CheckpointError.self) {
        try StartingNetwork<SSD300>(Checkpoint.load(path), classes: ["a"])
      }
    }
  }

  @Test("training begins with the convolutions of a VGG-16 of the same width")
  func vgg16() throws {
    let base = withSeed(3) { VGG16(classCount: 4, width: 0.0625, imageSize: 32) }
    try withFile { path in
      try Checkpoint.write(base, to: path)
      let network = try SSD300(base: Checkpoint.load(path), classCount: 5)
      #expect(network.configuration == SSDConfiguration(classCount: 5, width: 0.0625))
      #expect(network.vgg[0..<30](images).shape == [1, 19, 19, 32])
      for index in [0, 7, 28] {
        let (ours, theirs) = (network.vgg[index] as? Conv2d, base.features[index] as? Conv2d)
        #expect(ours?.weight.value.scalars == theirs?.weight.value.scalars)
        #expect(ours?.bias?.value.scalars == theirs?.bias?.value.scalars)
      }
      #expect(throws: CheckpointError.self) { try SSD300(Checkpoint.load(path)) }
    }
  }

  @Test("training begins with vgg16_reducedfc, whose names are bare numbers")
  func reduced() throws {
    let source = withSeed(4) { SSD300(width: 0.0625) }
    let names = publishedTensors(of: source).compactMap { name, tensor in
      name.hasPrefix("vgg.") ? (name: String(name.dropFirst(4)), tensor: tensor) : nil
    }
    #expect(names.count == 30)
    try withFile { path in
      try Checkpoint.write(names, to: path)
      let network = try SSD300(base: Checkpoint.load(path), classCount: 1)
      #expect(network.vgg(images).scalars == source.vgg(images).scalars)

      try Checkpoint.write(Array(names.dropLast(2)), to: path)
      #expect(throws: CheckpointError.self) {
        try SSD300(base: Checkpoint.load(path), classCount: 1)
      }
    }
  }

  @Test(
    "of the published VGG-16, conv6 and conv7 take every third tap and every fourth channel",
    .enabled(if: testsFullNetworks))
  func linearLayers() throws {
    let base = withSeed(3) { VGG16() }
    try withFile { path in
      try Checkpoint.write(base, to: path)
      let network = try SSD300(base: Checkpoint.load(path), classCount: 1)
      let fc6 = (base.classifier[0] as? Linear)?.weight.value.scalars ?? []
      let fc7 = (base.classifier[3] as? Linear)?.weight.value.scalars ?? []
      let conv6 = (network.vgg[31] as? Conv2d)?.weight.value.scalars ?? []
      let conv7 = (network.vgg[33] as? Conv2d)?.weight.value.scalars ?? []
      for (output, input, row, column) in [(0, 0, 0, 0), (7, 300, 1, 2), (1023, 511, 2, 2)] {
        #expect(
          conv6[((row * 3 + column) * 512 + input) * 1024 + output]
            == fc6[output * 4 * 25088 + input * 49 + row * 3 * 7 + column * 3])
        #expect(conv7[input * 1024 + output] == fc7[output * 4 * 4096 + input * 4])
      }
    }
  }
}
