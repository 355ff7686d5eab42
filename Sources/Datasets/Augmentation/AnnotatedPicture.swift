import Images
import Kernels

/// A picture on its way through augmentation, with its objects: red, green and blue as numbers that
/// begin as 0…255 and are never clipped.
///
/// The picture is a window on stored pixels: expanding, cropping and mirroring move the window and
/// copy nothing. What the window shows beyond the pixels has the colour of `fill`.
public struct AnnotatedPicture: Sendable {
  /// The objects, boxes in pixels of the picture.
  public var objects: [ObjectAnnotation]
  /// The pixels in a row.
  public private(set) var width: Int
  /// The rows.
  public private(set) var height: Int
  /// The colour of what lies beyond the stored pixels.
  public private(set) var fill: SIMD3<Float> = .zero

  /// The stored pixels, `[storedHeight, storedWidth, 3]`.
  private var storage: [Float]
  private var storedWidth: Int
  private var storedHeight: Int
  /// Where the window begins, in stored pixels.
  private var left = 0
  private var top = 0
  /// Whether the window is seen from behind.
  private var isMirrored = false

  /// Creates a picture from one of 8 bits.
  ///
  /// - Parameters:
  ///   - image: The picture.
  ///   - objects: The objects, boxes in its pixels.
  public init(_ image: Image, objects: [ObjectAnnotation] = []) {
    self.objects = objects
    (width, height) = (image.width, image.height)
    (storedWidth, storedHeight) = (image.width, image.height)
    let count = 3 * image.width * image.height
    storage = [Float](unsafeUninitializedCapacity: count) { result, initialized in
      image.pixels.withUnsafeBufferPointer { bytes in
        for index in 0..<count { result[index] = Float(bytes[index]) }
      }
      initialized = count
    }
  }

  /// Changes all stored pixels at once, red, green and blue in turn.
  mutating func changePixels(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    storage.withUnsafeMutableBufferPointer { body($0) }
  }

  /// Moves the window, and the boxes with it.
  ///
  /// - Parameters:
  ///   - x: The column of the picture where the new one begins; negative to add a margin.
  ///   - y: The row where the new one begins.
  ///   - width: The width of the new picture.
  ///   - height: The height of the new picture.
  ///   - fill: The colour of a margin; nil leaves it as it is.
  /// - Precondition: The size is at least 1×1.
  mutating func moveWindow(
    x: Int, y: Int, width: Int, height: Int, fill: SIMD3<Float>? = nil
  ) {
    guard width > 0, height > 0 else { trap("crop: \(width)×\(height) pixels") }
    left += isMirrored ? self.width - x - width : x
    top += y
    (self.width, self.height) = (width, height)
    if let fill { self.fill = fill }
    for index in objects.indices {
      objects[index].box = objects[index].box.shifted(x: -Float(x), y: -Float(y))
    }
  }

  /// Exchanges left and right.
  mutating func mirror() {
    isMirrored.toggle()
    for index in objects.indices {
      objects[index].box = objects[index].box.flippedHorizontally(width: Float(width))
    }
  }

  /// Replaces the pixels by a resized copy of the picture; the boxes follow.
  ///
  /// Bilinear between the middles of pixels, without antialiasing, as OpenCV does it.
  mutating func resize(width newWidth: Int, height newHeight: Int) {
    guard newWidth > 0, newHeight > 0 else { trap("resize: \(newWidth)×\(newHeight) pixels") }
    let (oldWidth, oldHeight) = (width, height)
    storage = [Float](unsafeUninitializedCapacity: 3 * newWidth * newHeight) { result, count in
      copy(into: result, width: newWidth, height: newHeight)
      count = 3 * newWidth * newHeight
    }
    (width, height, storedWidth, storedHeight) = (newWidth, newHeight, newWidth, newHeight)
    (left, top, isMirrored) = (0, 0, false)
    let (x, y) = (Float(newWidth) / Float(oldWidth), Float(newHeight) / Float(oldHeight))
    for index in objects.indices { objects[index].box = objects[index].box.scaled(x: x, y: y) }
  }

  /// The picture's numbers in a size, `[height, width, 3]`.
  func copy(
    into result: UnsafeMutableBufferPointer<Float>, width newWidth: Int, height newHeight: Int
  ) {
    let resampling = WindowResampling(
      columns: WindowTaps(
        source: width, target: newWidth, start: left, stored: storedWidth, isMirrored: isMirrored),
      rows: WindowTaps(source: height, target: newHeight, start: top, stored: storedHeight),
      fill: fill)
    storage.withUnsafeBufferPointer { stored in
      resampling.run(stored, storedWidth: storedWidth, into: result)
    }
  }

  /// The picture's numbers, red, green and blue in turn, row by row.
  package var numbers: [Float] {
    [Float](unsafeUninitializedCapacity: 3 * width * height) { result, count in
      copy(into: result, width: width, height: height)
      count = 3 * width * height
    }
  }

  /// The picture in 8 bits, clipped to 0…255: what a preview shows.
  public var image: Image {
    // A number that is none becomes black.
    let bytes = numbers.map { $0 > 0 ? UInt8(min($0, 255) + 0.5) : 0 }
    return Image(width: width, height: height, pixels: bytes)
  }
}
