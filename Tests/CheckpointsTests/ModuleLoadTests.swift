import Checkpoints
import Files
import Foundation
import Layers
import Support
import Tensors
import Testing

/// A convolution, a linear layer and running statistics: every kind of state.
private final class Small: Module {
  let weight = Parameter([3, 3, 3, 4], .constant(0), layout: .convolution2d)
  let bias = Parameter([4], .constant(0))
  let linear = Parameter([5, 4], .constant(0))
  let linearBias: Parameter
  let mean = Buffer(.zeros([4]))
  let hasMean: Bool

  init(classCount: Int = 5, hasMean: Bool = false) {
    linearBias = Parameter([classCount], .constant(0))
    self.hasMean = hasMean
  }

  var children: [Child] {
    [
      .parameter("features.0.weight", weight), .parameter("features.0.bias", bias),
      .parameter("classifier.weight", linear), .parameter("classifier.bias", linearBias),
    ] + (hasMean ? [.buffer("mean", mean)] : [])
  }
}

@Suite struct ModuleLoadTests {
  @Test(
    "every container fills a model alike",
    arguments: [
      "plain.pth", "plain.legacy.pth", "plain.safetensors", "module_prefix.pth", "repacked.pth",
      "nested_model.legacy.pth", "protocol2.pth", "protocol5.pth",
    ].filter { FileManager.default.fileExists(atPath: Fixtures.path($0)) })
  func load(name: String) throws {
    let checkpoint = try Checkpoint.load(Fixtures.path(name))
    let model = Small()
    let report = try model.load(checkpoint)
    #expect(report.isExact && report.loaded.count == 4)
    let published = try #require(checkpoint["features.0.weight"]).floats()
    let ours = model.weight.value.scalars
    for o in 0..<4 {
      for i in 0..<3 {
        for k in 0..<9 { #expect(ours[(k * 3 + i) * 4 + o] == published[(o * 3 + i) * 9 + k]) }
      }
    }
    #expect(model.linear.value.scalars == checkpoint["classifier.weight"]?.floats())
  }

  @Test("what is saved loads again, bit for bit, at both precisions")
  func roundTrip() throws {
    try withFolder { folder in
      let model = Small(hasMean: true)
      try withSeed(3) {
        for (_, entry) in model.state { entry.assign(.randomNormal(entry.shape)) }
        var metadata = CheckpointMetadata()
        metadata.model = "small"
        try metadata.set(["ant", "bee \"é\"\n\u{1}"], for: .classes)
        try Checkpoint.write(model, to: folder + "/a.safetensors", metadata: metadata)
        try Checkpoint.write(model, to: folder + "/b.safetensors", precision: .float16)
      }
      let first = try Checkpoint.load(folder + "/a.safetensors")
      let copy = Small(hasMean: true)
      try copy.load(first)
      for ((_, old), (_, new)) in zip(model.state, copy.state) {
        #expect(old.value.scalars == new.value.scalars)
      }
      let metadata = CheckpointMetadata(first.metadata)
      #expect(metadata.model == "small")
      #expect(try metadata.value([String].self, for: .classes) == ["ant", "bee \"é\"\n\u{1}"])
      #expect(first["features.0.weight"]?.shape == [4, 3, 3, 3])

      try copy.load(try Checkpoint.load(folder + "/b.safetensors"))
      for ((_, old), (_, new)) in zip(model.state, copy.state) {
        #expect(new.value.scalars == old.value.scalars.map { Float(Float16($0)) })
      }
    }
  }

  @Test("a value too large for float16 is refused, and the old file stays")
  func overflow() throws {
    try withFolder { folder in
      let path = folder + "/w.safetensors"
      try Checkpoint.write([("w", Tensor([1], shape: [1]))], to: path)
      let error = #expect(throws: CheckpointError.self) {
        try Checkpoint.write([("w", Tensor([1e6], shape: [1]))], to: path, precision: .float16)
      }
      #expect(error?.description.contains("too large for float16") == true)
      #expect(try Checkpoint.load(path)["w"]?.floats() == [1])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["w.safetensors"])
    }
  }

  @Test("W21: a checkpoint of another model or class count is refused with three lists")
  func mismatch() throws {
    let checkpoint = try Checkpoint.load(Fixtures.path("plain.pth"))
    let model = Small(classCount: 7, hasMean: true)
    let error = #expect(throws: CheckpointError.self) { try model.load(checkpoint) }
    let message = error?.description ?? ""
    #expect(message.contains("missing 1: 'mean'"), "\(message)")
    #expect(message.contains("misshapen 1: 'classifier.bias' is [5], the model has [7]"))
    #expect(message.hasSuffix(" — was it converted with a key map?"), "\(message)")
    #expect(error?.exitCode == 65)
    // Nothing was changed; partially, what fits is kept.
    #expect(model.bias.value.scalars == [0, 0, 0, 0])
    let report = try model.load(checkpoint, partial: true)
    #expect(report.loaded.count == 3)
    #expect(model.bias.value.scalars == checkpoint["features.0.bias"]?.floats())
  }

  @Test("W21: a misspelt name is answered with the nearest one")
  func nearest() throws {
    let checkpoint = try Checkpoint.load(Fixtures.path("plain.pth"))
    let keyMap = KeyMap(prefixes: [("features.0.", "feature.0.")])
    let error = #expect(throws: CheckpointError.self) {
      try Small().load(checkpoint, keyMap: keyMap)
    }
    let message = error?.description ?? ""
    #expect(
      message.contains("'features.0.weight' (nearest 'feature.0.weight')"), "\(message)")
    #expect(message.contains("unexpected 2"))
    try Small().load(
      checkpoint, keyMap: KeyMap(prefixes: [("features.0.", "features.0."), ("x", "y")]))
  }

  @Test("W19: infinite weights are reported")
  func nonFinite() throws {
    try withFolder { folder in
      let path = folder + "/w.safetensors"
      let model = Small()
      model.bias.assign(Tensor([1, .nan, .infinity, 2], shape: [4]))
      try Checkpoint.write(model, to: path)
      let copy = Small()
      try copy.load(try Checkpoint.load(path))
      #expect(
        copy.nonFiniteTensors(of: "small")
          == ["the small's 'features.0.bias' has NaN or infinity (2 of 4)"])
    }
  }

  @Test("the layouts of all convolutions survive the way out and in")
  func layouts() throws {
    for (layout, shape) in [
      (ParameterLayout.convolution2d, [2, 3, 17, 19]), (.convolution3d, [2, 1, 3, 5, 33]),
      (.transposedConvolution2d, [4, 4, 6, 16]), (.plain, [7, 3]),
    ] {
      try withFolder { folder in
        let path = folder + "/w.safetensors"
        let model = One(Parameter(shape, .constant(0), layout: layout))
        let values = filled("w", shape: shape)
        model.parameter.assign(values)
        try Checkpoint.write(model, to: path)
        let stored = try #require(try Checkpoint.load(path)["w"])
        #expect(stored.shape == layout.publishedShape(shape))
        if let axes = layout.publishedAxes {
          #expect(stored.floats() == values.transposed(axes).scalars)
        }
        let copy = One(Parameter(shape, .constant(0), layout: layout))
        try copy.load(try Checkpoint.load(path))
        #expect(copy.parameter.value.scalars == values.scalars)
      }
    }
  }
}

/// A module of one parameter.
private final class One: Module {
  let parameter: Parameter

  init(_ parameter: Parameter) { self.parameter = parameter }

  var children: [Child] { [.parameter("w", parameter)] }
}
