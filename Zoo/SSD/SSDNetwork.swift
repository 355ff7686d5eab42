import Kernels
import Layers
import Tensors
import VGG

/// A network of the SSD family: VGG-16 without its classifier, a pyramid of further convolutions, and
/// on each of the detection maps two heads, one that moves the default boxes and one that names them.
///
/// - Input: `[N, side, side, 3]`, RGB, 0…255 minus the mean (123, 117, 104).
/// - Output: `[N, A, 4]` and `[N, A, classCount + 1]` for the `A` default boxes.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", 2016. https://arxiv.org/abs/1512.02325
public protocol SSDNetwork: Module {
  /// The name by which the command and checkpoints know the network.
  static var name: String { get }
  /// The side of the pictures.
  static var imageSize: Int { get }
  /// The detection maps, the finest first.
  static var featureMaps: [FeatureMap] { get }
  /// The pyramid behind VGG.
  static var extraLayers: [ExtraLayer] { get }

  /// What distinguishes this variant.
  var configuration: SSDConfiguration { get }
  /// The convolutions of VGG-16, its linear layers turned into convolutions: `[N, 19, 19, 1024]`.
  var vgg: Sequential { get }
  /// What levels the first detection map, whose activations are larger than the others'.
  var l2Norm: L2Norm { get }
  /// The pyramid behind VGG, a ReLU after each convolution.
  var extras: [Conv2d] { get }
  /// The heads that move the default boxes, one for each map.
  var locationHeads: [Conv2d] { get }
  /// The heads that name what is in the default boxes, one for each map.
  var confidenceHeads: [Conv2d] { get }

  /// Creates the network with random weights.
  init(_ configuration: SSDConfiguration)
}

extension SSDNetwork {
  /// Creates the network with random weights.
  ///
  /// - Parameters:
  ///   - classCount: The number of classes, background not counted.
  ///   - width: The factor of all channel counts but the heads' outputs.
  public init(classCount: Int = 20, width: Double = 1) {
    self.init(
      SSDConfiguration(classCount: classCount, width: width, imageSize: Self.imageSize))
  }

  /// The default boxes of the network.
  public static var defaultBoxes: DefaultBoxes { DefaultBoxes(featureMaps, imageSize: imageSize) }

  /// The parts under their published names.
  public var children: [Child] {
    [
      .module("vgg", vgg), .module("L2Norm", l2Norm), .module("extras", Sequential(extras)),
      .module("loc", Sequential(locationHeads)), .module("conf", Sequential(confidenceHeads)),
    ]
  }

  /// What the network says about each default box.
  public func callAsFunction(_ images: Tensor) -> SSDPredictions {
    let maps = featureMaps(images)
    return SSDPredictions(
      locations: joined(maps, locationHeads, size: 4),
      logits: joined(maps, confidenceHeads, size: configuration.classCount + 1))
  }

  /// The maps on which objects are detected, the finest first: `[N, 38, 38, 512]`, ….
  public func featureMaps(_ images: Tensor) -> [Tensor] {
    let side = Self.imageSize
    guard images.rank == 4, Array(images.shape[1...]) == [side, side, 3] else {
      trap("\(Self.name): images [N, \(side), \(side), 3] expected, not \(images.shape)")
    }
    let conv4 = vgg[0..<23](images)
    var x = vgg[23..<35](conv4)
    // Only detection sees the levelled activations; the network goes on with the others.
    var maps = [l2Norm(conv4), x]
    for (index, layer) in extras.enumerated() {
      x = layer(x, activation: .relu)
      if index % 2 == 1 { maps.append(x) }
    }
    return maps
  }

  /// The outputs of heads, one row for each default box: map, row, column and kind of box.
  private func joined(_ maps: [Tensor], _ heads: [Conv2d], size: Int) -> Tensor {
    concatenate(
      zip(maps, heads).map { map, head in
        let output = head(map)  // [N, H, W, boxes · size]
        return output.reshaped([
          map.shape[0], output.shape[1] * output.shape[2] * output.shape[3] / size, size,
        ])
      }, axis: 1)
  }

  /// Moves what the heads say about classes.
  ///
  /// - Parameter places: For each class from now on, which one it was, background not counted.
  func reorderClasses(_ places: [Int]) {
    let rows = [0] + places.map { $0 + 1 }
    guard rows != Array(rows.indices) else { return }
    for head in confidenceHeads {
      let outputs = stride(from: 0, to: head.weight.shape[3], by: rows.count).flatMap { first in
        rows.map { first + $0 }
      }
      head.weight.assign(head.weight.value.gathered(IntTensor(outputs), axis: 3))
      if let bias = head.bias { bias.assign(bias.value.gathered(IntTensor(outputs), axis: 0)) }
    }
  }
}

extension SSDNetwork {
  /// VGG-16 up to conv5_3, then pool5 with stride 1 and fc6 and fc7 as convolutions.
  static func makeVGG(_ configuration: SSDConfiguration) -> Sequential {
    check(configuration)
    let channels = configuration.channels
    var input = 3
    return Sequential {
      for (index, block) in VGG16.blocks.enumerated() {
        for output in block {
          convolution(&input, channels(output), kernelSize: 3, padding: 1)
          ReLU()
        }
        // Rounding up the third pool's size makes 38 of 75; pool5 keeps the size.
        if index < 4 {
          MaxPool2d(kernelSize: 2, ceilMode: index == 2)
        } else {
          MaxPool2d(kernelSize: 3, stride: 1, padding: 1)
        }
      }
      convolution(&input, channels(1024), kernelSize: 3, padding: 6, dilation: 6)
      ReLU()
      convolution(&input, channels(1024), kernelSize: 1)
      ReLU()
    }
  }

  /// The pyramid behind VGG.
  static func makeExtras(_ configuration: SSDConfiguration) -> [Conv2d] {
    extraLayers.map { layer in
      var input = configuration.channels(layer.input)
      return convolution(
        &input, configuration.channels(layer.output), kernelSize: layer.kernelSize,
        stride: layer.stride, padding: layer.padding)
    }
  }

  /// A 3×3 convolution on each map that yields `size` numbers for each default box.
  static func makeHeads(_ configuration: SSDConfiguration, size: Int) -> [Conv2d] {
    featureMaps.map { map in
      let head = Conv2d(
        configuration.channels(map.channels), map.boxesPerCell * size, kernelSize: 3, padding: 1)
      head.beginAsHead()
      return head
    }
  }

  /// A convolution that begins with He's variance for its inputs.
  private static func convolution(
    _ input: inout Int, _ output: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1
  ) -> Conv2d {
    let layer = Conv2d(
      input, output, kernelSize: kernelSize, stride: stride, padding: padding, dilation: dilation)
    layer.weight.reset(.heNormal(fan: input * kernelSize * kernelSize))
    layer.bias?.reset(.constant(0))
    input = output
    return layer
  }

  private static func check(_ configuration: SSDConfiguration) {
    if let problem = configuration.problem { trap("\(name): \(problem)") }
    guard configuration.imageSize == imageSize else {
      trap("\(name): imageSize \(configuration.imageSize), not \(imageSize)")
    }
  }
}

extension Conv2d {
  /// Begins with Glorot's uniform weights, as the paper's new layers do.
  fileprivate func beginAsHead() {
    let taps = weight.shape[0] * weight.shape[1]
    let fans = Float(taps * (weight.shape[2] + weight.shape[3]))
    weight.reset(.uniform(bound: (6 / fans).squareRoot()))
    bias?.reset(.constant(0))
  }
}
