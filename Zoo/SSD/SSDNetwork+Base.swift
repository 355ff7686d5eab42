import Checkpoints
import Layers
import Tensors
import VGG

extension SSDNetwork {
  /// Creates a network whose convolutions of VGG-16 are trained already, the others random.
  ///
  /// - Parameters:
  ///   - checkpoint: `vgg16_reducedfc.pth`, which has conv6 and conv7 as well, or weights of VGG-16 of
  ///     any width. Of the published VGG-16, conv6 and conv7 begin with every third tap and every
  ///     fourth channel of its first two linear layers.
  ///   - classCount: The number of classes, background not counted.
  /// - Throws: `CheckpointError`, where the weights are not those of VGG-16.
  public init(base checkpoint: Checkpoint, classCount: Int) throws(CheckpointError) {
    guard
      let first = (checkpoint["features.0.weight"] ?? checkpoint["0.weight"])?.shape.first,
      first > 0
    else {
      let names = checkpoint.tensors.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
      throw .malformed(
        """
        \(checkpoint.path) holds no weights of VGG-16, neither 'features.0.weight' nor '0.weight'; \
        it holds \(names), …
        """)
    }
    let noted = try CheckpointMetadata(checkpoint.metadata)
      .configuration(VGGConfiguration.self, of: VGG16.name)
    let configuration = SSDConfiguration(
      classCount: classCount, width: noted?.width ?? Double(first) / 64,
      imageSize: Self.imageSize)
    if let problem = configuration.problem {
      throw .malformed("\(checkpoint.path) is no base of \(Self.name): \(problem)")
    }
    let isReduced = checkpoint["0.weight"] != nil
    let deepest = configuration.channels(512)
    try checkpoint.check(
      [isReduced ? "28.weight" : "features.28.weight": [deepest, deepest, 3, 3]],
      of: "VGG-16 of width \(configuration.width)")
    self.init(configuration)
    let classifier = [0, 3, 6].flatMap { ["classifier.\($0).weight", "classifier.\($0).bias"] }
    let keyMap = KeyMap(extras: isReduced ? [] : classifier) { name in
      if isReduced { return "vgg.\(name)" }
      return name.hasPrefix("features.") ? "vgg" + name.dropFirst("features".count) : name
    }
    let report = try load(checkpoint, keyMap: keyMap, partial: true)
    let fresh = state.map(\.path).filter { path in
      !path.hasPrefix("vgg.")
        || (!isReduced && (path.hasPrefix("vgg.31.") || path.hasPrefix("vgg.33.")))
    }
    guard report.missing == fresh, report.unexpected.isEmpty, report.misshapen.isEmpty else {
      throw .mismatch(report)
    }
    if !isReduced { beginWithLinearLayers(of: checkpoint) }
  }

  /// Begins conv6 and conv7 with a part of the published VGG-16's linear layers; with others they stay
  /// random.
  ///
  /// Source: Chen et al., "Semantic Image Segmentation with Deep Convolutional Nets and Fully Connected
  /// CRFs", 2015, section 3.1. https://arxiv.org/abs/1412.7062
  private func beginWithLinearLayers(of checkpoint: Checkpoint) {
    guard let fc6 = checkpoint["classifier.0.weight"], fc6.shape == [4096, 25088],
      let fc6Bias = checkpoint["classifier.0.bias"], fc6Bias.shape == [4096],
      let fc7 = checkpoint["classifier.3.weight"], fc7.shape == [4096, 4096],
      let fc7Bias = checkpoint["classifier.3.bias"], fc7Bias.shape == [4096],
      let conv6 = vgg[31] as? Conv2d, conv6.weight.shape == [3, 3, 512, 1024],
      let conv7 = vgg[33] as? Conv2d
    else { return }
    conv6.weight.assign(Self.taps(of: fc6.tensor()))
    conv6.bias?.assign(Self.everyFourth(of: fc6Bias.tensor()))
    let weights = fc7.tensor()
    conv7.weight.assign(
      Tensor(shape: [1, 1, 1024, 1024]) { result in
        weights.withUnsafeBufferPointer { weights in
          for output in 0..<1024 {
            for input in 0..<1024 {
              result[input * 1024 + output] = weights[output * 4 * 4096 + input * 4]
            }
          }
        }
      })
    conv7.bias?.assign(Self.everyFourth(of: fc7Bias.tensor()))
  }

  /// Rows and columns 0, 3 and 6 of every fourth output of `[4096, 512 · 7 · 7]`: `[3, 3, 512, 1024]`.
  private static func taps(of weights: Tensor) -> Tensor {
    Tensor(shape: [3, 3, 512, 1024]) { result in
      weights.withUnsafeBufferPointer { weights in
        for output in 0..<1024 {
          for input in 0..<512 {
            let plane = output * 4 * 25088 + input * 49
            for tap in 0..<9 {
              let (row, column) = tap.quotientAndRemainder(dividingBy: 3)
              result[(tap * 512 + input) * 1024 + output] = weights[plane + row * 21 + column * 3]
            }
          }
        }
      }
    }
  }

  private static func everyFourth(of bias: Tensor) -> Tensor {
    let scalars = bias.scalars
    return Tensor(stride(from: 0, to: 4096, by: 4).map { scalars[$0] }, shape: [1024])
  }
}
