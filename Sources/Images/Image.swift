import Kernels

/// A picture of 8-bit red, green and blue, a value like an array.
///
/// `pixels` holds `height` rows of `width` pixels from the top left, three bytes each.
public struct Image: Sendable, Equatable {
  /// The pixels in a row.
  public private(set) var width: Int
  /// The rows.
  public private(set) var height: Int
  /// Red, green and blue of each pixel, row by row: `width * height * 3` bytes.
  public package(set) var pixels: [UInt8]

  /// Creates a picture of one colour.
  ///
  /// - Precondition: `width` and `height` are at least 1.
  public init(width: Int, height: Int, fill color: Color = .black) {
    self.init(width: width, height: height) { pixels in
      for i in 0..<width * height {
        pixels[3 * i] = color.red
        pixels[3 * i + 1] = color.green
        pixels[3 * i + 2] = color.blue
      }
    }
  }

  /// Creates a picture from its bytes, red, green and blue of each pixel row by row.
  ///
  /// - Precondition: `pixels.count` is `width * height * 3`, and neither is 0.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    guard width > 0, height > 0, pixels.count == width * height * 3 else {
      trap("Image: \(pixels.count) bytes are not \(width)×\(height) pixels of 3 bytes")
    }
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Creates a picture whose bytes `body` writes, all of them.
  ///
  /// - Precondition: `width` and `height` are at least 1.
  package init<Failure: Error>(
    width: Int, height: Int,
    initializingWith body: (UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    guard width > 0, height > 0 else { trap("Image: a size of \(width)×\(height)") }
    let count = width * height * 3
    var failure: Failure?
    self.width = width
    self.height = height
    pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(Failure) {
        try body(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// The colour of the pixel in column `x` of row `y`.
  ///
  /// - Precondition: The pixel lies in the picture.
  public subscript(x: Int, y: Int) -> Color {
    get {
      let i = offset(x, y)
      return Color(red: pixels[i], green: pixels[i + 1], blue: pixels[i + 2])
    }
    set {
      let i = offset(x, y)
      pixels[i] = newValue.red
      pixels[i + 1] = newValue.green
      pixels[i + 2] = newValue.blue
    }
  }

  private func offset(_ x: Int, _ y: Int) -> Int {
    guard x >= 0, x < width, y >= 0, y < height else {
      trap("Image: pixel (\(x), \(y)) lies outside \(width)×\(height)")
    }
    return (y * width + x) * 3
  }
}

extension Image: CustomStringConvertible {
  public var description: String { "Image(\(width)×\(height))" }
}
