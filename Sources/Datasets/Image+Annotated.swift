import Images

extension Image {
  /// Reads a picture for which there are boxes.
  ///
  /// Where only the stored pixels, not yet turned as the Exif data say, have the size that the boxes
  /// are for, these are taken: the boxes were drawn on them.
  ///
  /// - Parameters:
  ///   - path: The picture.
  ///   - size: The size that its annotation says.
  ///   - annotation: The annotation, for a message.
  /// - Throws: `ImageError`, or `DatasetError.malformed` for a picture of another size.
  init(
    annotated path: String, _ size: (width: Int, height: Int), in annotation: String
  ) throws {
    self = try Image(contentsOf: path)
    if (height, width) == size, width != height { self = try Image(storedIn: path) }
    guard (width, height) == size else {
      throw DatasetError.malformed(
        "\(path): \(width)×\(height) pixels, but \(annotation) says \(size.width)×\(size.height)")
    }
  }
}
