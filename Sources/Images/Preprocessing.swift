import Kernels
import Tensors

/// How a picture becomes the input of a network: size, range, mean, deviation, channel order.
///
/// It is a part of trained weights: another preprocessing gives other, worse answers.
/// Each channel is `(value · scale / 255 − mean) / deviation`.
public struct Preprocessing: Sendable, Equatable {
  /// How the picture reaches the size of the input.
  public enum Size: Sendable, Equatable {
    /// The short side at `shortSide`, then the square of side `crop` in the middle.
    case crop(_ crop: Int, shortSide: Int)
    /// The whole picture squeezed into width and height.
    case squish(width: Int, height: Int)
  }

  /// How pixels between pixels are found.
  public enum Sampling: String, Sendable, Codable {
    /// A triangle in 8 bits, widened when shrinking, as Pillow's.
    case bilinear
    /// A cubic in 8 bits, widened when shrinking, as Pillow's.
    case bicubic
    /// The four nearest pixels, also when shrinking, without rounding, as OpenCV's on floats.
    case plainBilinear
  }

  /// The order of the channels.
  public enum ChannelOrder: String, Sendable, Codable {
    /// Red, green, blue.
    case rgb
    /// Blue, green, red, as in networks that were trained with Caffe.
    case bgr
  }

  /// How the picture reaches the size of the input.
  public var size: Size
  /// How pixels between pixels are found.
  public var sampling: Sampling
  /// What the pixel value 255 becomes before mean and deviation: 1 or 255.
  public var scale: Float
  /// What is subtracted from each channel, in the network's channel order.
  public var mean: [Float]
  /// What each channel is divided by, in the network's channel order.
  public var deviation: [Float]
  /// The order of the channels.
  public var channelOrder: ChannelOrder

  /// Creates a preprocessing.
  ///
  /// - Precondition: Sizes are positive; mean and deviation have three numbers, no deviation is 0.
  public init(
    size: Size, sampling: Sampling = .bilinear, scale: Float = 1, mean: [Float] = [0, 0, 0],
    deviation: [Float] = [1, 1, 1], channelOrder: ChannelOrder = .rgb
  ) {
    self.size = size
    self.sampling = sampling
    self.scale = scale
    self.mean = mean
    self.deviation = deviation
    self.channelOrder = channelOrder
    if let problem { trap("Preprocessing: \(problem)") }
  }

  /// As torchvision evaluates ImageNet networks: the short side at `resize`, the middle square of
  /// side `size`, ImageNet's mean and deviation.
  public static func imageNet(size: Int = 224, resize: Int = 256) -> Preprocessing {
    Preprocessing(
      size: .crop(size, shortSide: resize), mean: Normalization.imageNet.mean,
      deviation: Normalization.imageNet.deviation)
  }

  /// The width and height of the result.
  public var outputSize: (width: Int, height: Int) {
    switch size {
    case .crop(let side, _): (side, side)
    case .squish(let width, let height): (width, height)
    }
  }

  /// The input of the network, `[H, W, 3]`.
  public func callAsFunction(_ image: Image) -> Tensor {
    guard sampling == .plainBilinear, case .squish(let width, let height) = size else {
      return tensor(fitted(image))
    }
    return tensor(
      PlainBilinear(image).resized(width: width, height: height), width: width, height: height)
  }

  /// The inputs of the network for several pictures, `[N, H, W, 3]`.
  public func callAsFunction(_ images: [Image]) -> Tensor {
    let tensors = images.map { self($0) }
    let (width, height) = outputSize
    let count = width * height * 3
    return Tensor(shape: [images.count, height, width, 3]) { result in
      for (i, tensor) in tensors.enumerated() {
        tensor.withUnsafeBufferPointer { values in
          _ = UnsafeMutableBufferPointer(rebasing: result[i * count..<(i + 1) * count])
            .update(from: values)
        }
      }
    }
  }

  /// The part of the picture that the network sees, at the size of its input.
  public func fitted(_ image: Image) -> Image {
    let interpolation: Interpolation = sampling == .bicubic ? .bicubic : .bilinear
    switch size {
    case .crop(let side, let shortSide):
      return image.resized(shortSide: shortSide, centreCropped: side, interpolation)
    case .squish(let width, let height):
      return image.resized(width: width, height: height, interpolation)
    }
  }

  /// A picture of the input's size as the input, without resizing: for augmented training samples.
  public func tensor(_ image: Image) -> Tensor {
    Tensor(shape: [image.height, image.width, 3]) { result in
      image.pixels.withUnsafeBufferPointer { pixels in
        convert(result) { Float(pixels[$0]) }
      }
    }
  }

  private func tensor(_ levels: [Float], width: Int, height: Int) -> Tensor {
    Tensor(shape: [height, width, 3]) { result in
      levels.withUnsafeBufferPointer { levels in convert(result) { levels[$0] } }
    }
  }

  /// The picture that an input came from, as far as it is known, for display.
  public func image(_ x: Tensor) -> Image {
    let scalars = x.scalars
    let values = scalars.indices.map { i in
      let channel = channelOrder == .bgr ? 2 - i % 3 : i % 3
      return scalars[i - i % 3 + channel] * deviation[channel] + mean[channel]
    }
    return Image(Tensor(values, shape: x.shape), range: 0...scale)
  }

  @inline(__always)
  private func convert(
    _ result: UnsafeMutableBufferPointer<Float>, _ level: (Int) -> Float
  ) {
    for channel in 0..<3 {
      let from = channelOrder == .rgb ? channel : 2 - channel
      let (mean, deviation) = (mean[channel], deviation[channel])
      let factor = scale / 255
      for i in stride(from: 0, to: result.count, by: 3) {
        result[i + channel] = (level(i + from) * factor - mean) / deviation
      }
    }
  }

  /// What is wrong with the values, nil if nothing is.
  var problem: String? {
    let (width, height) = outputSize
    var sides = [width, height]
    if case .crop(_, let shortSide) = size { sides.append(shortSide) }
    if let side = sides.first(where: { $0 < 1 || $0 > 1 << 16 }) {
      return "a side of \(side) pixels"
    }
    if mean.count != 3 || deviation.count != 3 {
      return "\(mean.count) means and \(deviation.count) deviations instead of 3"
    }
    if !(mean + deviation + [scale]).allSatisfy(\.isFinite) || deviation.contains(0) || scale <= 0 {
      return "scale \(scale), mean \(mean), deviation \(deviation)"
    }
    if sampling == .plainBilinear, case .crop = size { return "plainBilinear with a crop" }
    return nil
  }
}
