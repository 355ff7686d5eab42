import CImages
import Files

extension Image {
  /// The picture as the bytes of a PNG file, compressed fast rather than small.
  ///
  /// - Throws: An ``ImageError`` when memory runs out.
  public func pngData() throws(ImageError) -> [UInt8] {
    try withEncodedPNG(named: "picture") { Array($0) }
  }

  /// Writes the picture as a PNG file; `path` never holds a part of it.
  ///
  /// - Throws: An ``ImageError`` with the system's reason.
  public func writePNG(to path: String) throws(ImageError) {
    try withEncodedPNG(named: path) { (bytes) throws(ImageError) in
      do throws(FileError) {
        try writeAtomically(to: path) { (file) throws(FileError) in try file.write(bytes) }
      } catch {
        throw .unwritable(error)
      }
    }
  }

  /// The picture as the bytes of a JPEG file.
  ///
  /// - Parameter quality: 1 (small) to 100 (faithful).
  /// - Returns: The whole file.
  /// - Throws: An ``ImageError`` when the picture is wider or higher than 65,500 pixels.
  public func jpegData(quality: Int = 90) throws(ImageError) -> [UInt8] {
    try withEncoded(named: "picture", { Array($0) }) { pixels, encoded, count, report in
      zoo_jpeg_encode(
        pixels, UInt32(width), UInt32(height), Int32(min(max(quality, 1), 100)), &encoded, &count,
        &report)
    }
  }

  private func withEncodedPNG<R>(
    named name: String, _ body: (UnsafeRawBufferPointer) throws(ImageError) -> R
  ) throws(ImageError) -> R {
    try withEncoded(named: name, body) { pixels, encoded, count, report in
      zoo_png_encode(pixels, UInt32(width), UInt32(height), &encoded, &count, &report)
    }
  }

  private func withEncoded<R>(
    named name: String, _ body: (UnsafeRawBufferPointer) throws(ImageError) -> R,
    _ encode: (
      UnsafePointer<UInt8>?, inout UnsafeMutablePointer<UInt8>?, inout Int, inout zoo_image_report
    ) -> zoo_image_status
  ) throws(ImageError) -> R {
    var encoded: UnsafeMutablePointer<UInt8>?
    var count = 0
    var report = zoo_image_report()
    let status = pixels.withUnsafeBufferPointer {
      encode($0.baseAddress, &encoded, &count, &report)
    }
    guard status == ZOO_IMAGE_OK else {
      throw .unsupported(path: name, format: "\(width)×\(height) picture", reason: report.text)
    }
    defer { zoo_image_free(encoded) }
    return try body(UnsafeRawBufferPointer(start: encoded, count: count))
  }
}
