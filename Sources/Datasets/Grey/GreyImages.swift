import Files
import Images
import Kernels
import Tensors

/// Square pictures in shades of grey, of one size and with a class each: digits.
///
/// Held in memory as bytes, which parts of the pictures share. As a `Dataset` a sample is
/// `[side, side, 1]` in −1…1; `tensor(at:)` gives several at once.
public struct GreyImages: ImageCollection, Dataset {
  /// What the pictures are called: a file, a folder.
  public let name: String
  /// The height and width in pixels.
  public let side: Int
  public let classNames: [String]
  public let strays: [SkippedSample]
  /// All pictures, of which these may be a part, `[pictures, side, side]`.
  private let pixels: [UInt8]
  private let allLabels: [Int]
  /// The number or the name by which messages call each of all pictures.
  private let names: Names
  /// The pictures of all that are in.
  private let indices: [Int]

  /// How pictures are called.
  enum Names: Sendable {
    /// By their number in a file.
    case numbers([Int])
    /// By names of their own, such as their files.
    case own([String])
  }

  /// Creates a collection.
  ///
  /// - Parameters:
  ///   - name: What the pictures are called.
  ///   - side: The height and width in pixels.
  ///   - pixels: 0 black to 255 white, `[count, side, side]`.
  ///   - labels: The class of each picture, an index into `classNames`.
  ///   - classNames: The classes; the ten digits by default.
  ///   - strays: What was left out.
  /// - Precondition: There are `side`² pixels for each label, and a name for each class.
  public init(
    name: String, side: Int, pixels: [UInt8], labels: [Int],
    classNames: [String] = GreyImages.digits, strays: [SkippedSample] = []
  ) {
    self.init(
      name: name, side: side, pixels: pixels, labels: labels, classNames: classNames,
      names: .numbers(Array(labels.indices)), strays: strays)
  }

  init(
    name: String, side: Int, pixels: [UInt8], labels: [Int], classNames: [String], names: Names,
    strays: [SkippedSample] = []
  ) {
    guard side > 0, pixels.count == labels.count * side * side else {
      trap("grey images: \(pixels.count) pixels are not \(labels.count) of \(side)×\(side)")
    }
    for label in labels where !classNames.indices.contains(label) {
      trap("grey images: no class \(label) among \(classNames.count)")
    }
    self.name = name
    self.side = side
    self.classNames = classNames
    self.strays = strays
    self.pixels = pixels
    allLabels = labels
    self.names = names
    indices = Array(labels.indices)
  }

  private init(_ whole: GreyImages, indices: [Int]) {
    name = whole.name
    side = whole.side
    classNames = whole.classNames
    strays = whole.strays
    pixels = whole.pixels
    allLabels = whole.allLabels
    names = whole.names
    self.indices = indices
  }

  /// The classes of digits.
  public static let digits = (0...9).map(String.init)

  public var count: Int { indices.count }
  public func label(at index: Int) -> Int { allLabels[indices[index]] }

  public func name(at index: Int) -> String {
    switch names {
    case .numbers(let numbers): "\(name)#\(numbers[indices[index]])"
    case .own(let own): own[indices[index]]
    }
  }

  public func name(of index: Int) -> String { name(at: index) }

  public func image(at index: Int) -> Image {
    Image(width: side, height: side) { result in
      for (position, value) in bytes(at: index).enumerated() {
        for channel in 0..<3 { result[3 * position + channel] = value }
      }
    }
  }

  /// A picture as numbers, `[side, side, 1]` in −1…1.
  public func sample(at index: Int, random: inout Random) -> ImageSample {
    ImageSample(
      image: tensor(at: CollectionOfOne(index)).reshaped([side, side, 1]), label: label(at: index),
      path: name(at: index))
  }

  /// All pictures as numbers, `[count, side, side, 1]` in −1…1: four bytes a pixel.
  public var tensor: Tensor { tensor(at: 0..<count) }

  /// Some pictures as numbers, `[N, side, side, 1]`: −1 black to 1 white.
  public func tensor(at indices: some Collection<Int>) -> Tensor {
    let size = side * side
    return Tensor(shape: [indices.count, side, side, 1]) { result in
      for (position, index) in indices.enumerated() {
        var place = position * size
        for value in bytes(at: index) {
          result[place] = Self.numbers[Int(value)]
          place += 1
        }
      }
    }
  }

  /// The SHA-256 of the pictures and their classes.
  public var fingerprint: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * side * side)
    for index in 0..<count { bytes += self.bytes(at: index) }
    return sha256(of: "grey \(side) \(classNames) \(labels) \(sha256(of: bytes))".utf8)
  }

  /// The pictures at some indices, in their order.
  public func subset(_ chosen: [Int]) -> GreyImages {
    GreyImages(
      self,
      indices: chosen.map { index in
        guard indices.indices.contains(index) else {
          trap("grey images: no picture \(index) among \(count)")
        }
        return indices[index]
      })
  }

  /// The pictures at another size, equal to Pillow's `resize` with the cubic filter, in 8 bits.
  public func resized(to side: Int) -> GreyImages {
    guard side != self.side else { return self }
    let size = side * side
    let resized = [UInt8](unsafeUninitializedCapacity: count * size) { result, initialized in
      let result = UnsafeMutableBufferPointer(rebasing: result[..<(count * size)])
      parallel(over: count, minimumPerThread: 8) { range in
        for index in range {
          let image = image(at: index).resized(width: side, height: side, .bicubic)
          for position in 0..<size {
            result[index * size + position] = image.pixels[3 * position]
          }
        }
      }
      initialized = count * size
    }
    let names: Names =
      switch names {
      case .numbers(let numbers): .numbers(indices.map { numbers[$0] })
      case .own(let own): .own(indices.map { own[$0] })
      }
    return GreyImages(
      name: name, side: side, pixels: resized, labels: labels, classNames: classNames,
      names: names, strays: strays)
  }

  /// 0…255 as −1…1: a 255th, less ½, by ½, as torchvision has it.
  private static let numbers = (0...255).map { (Float($0) / 255 - 0.5) / 0.5 }

  private func bytes(at index: Int) -> ArraySlice<UInt8> {
    let start = indices[index] * side * side
    return pixels[start..<start + side * side]
  }
}
