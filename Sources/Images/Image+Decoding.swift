import CImages

extension Image {
  /// Reads a PNG or JPEG file, turned upright as its Exif data say.
  ///
  /// The content decides the format, not the name. Grey, palette and CMYK pictures become RGB,
  /// 16 bits keep the high byte, alpha is dropped, and no gamma or colour profile is applied:
  /// the same as Pillow's `exif_transpose(image).convert("RGB")`.
  ///
  /// Deviation: Pillow clips 16-bit grey at 255; here it keeps the high byte like all others, and an
  /// orientation in XMP data alone is not applied.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limits: How large the picture may be.
  ///   - allowsTruncated: Whether a JPEG of which parts are missing is accepted, with grey instead.
  /// - Throws: An ``ImageError`` that says what is wrong with the file.
  public init(
    contentsOf path: String, limits: ImageLimits = .default, allowsTruncated: Bool = false
  ) throws(ImageError) {
    let bytes = try readFile(path, limit: limits.bytes)
    try self.init(
      decoding: bytes, named: path, limits: limits, allowsTruncated: allowsTruncated)
  }

  /// Reads a PNG or JPEG file as its pixels are stored, whatever its Exif data say.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limits: How large the picture may be.
  /// - Throws: An ``ImageError`` that says what is wrong with the file.
  public init(
    storedIn path: String, limits: ImageLimits = .default
  ) throws(ImageError) {
    let bytes = try readFile(path, limit: limits.bytes)
    let decoded = bytes.withUnsafeBytes { bytes in
      Result { () throws(ImageError) in
        try ImageSource(of: bytes, named: path).decode(limits: limits, allowsTruncated: false)
      }
    }
    self = try decoded.get()
  }

  /// Decodes the bytes of a PNG or JPEG file, turned upright as their Exif data say.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: What messages call it.
  ///   - limits: How large the picture may be.
  ///   - allowsTruncated: Whether a JPEG of which parts are missing is accepted, with grey instead.
  /// - Throws: An ``ImageError`` that says what is wrong with the bytes.
  public init(
    decoding bytes: [UInt8], named name: String = "picture", limits: ImageLimits = .default,
    allowsTruncated: Bool = false
  ) throws(ImageError) {
    let decoded = bytes.withUnsafeBytes { bytes in
      Result { () throws(ImageError) in
        try Image(
          decoding: bytes, named: name, limits: limits, allowsTruncated: allowsTruncated)
      }
    }
    self = try decoded.get()
  }

  /// Decodes the bytes of a PNG or JPEG file in memory, turned upright as their Exif data say.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: What messages call it.
  ///   - limits: How large the picture may be.
  ///   - allowsTruncated: Whether a JPEG of which parts are missing is accepted, with grey instead.
  /// - Throws: An ``ImageError`` that says what is wrong with the bytes.
  public init(
    decoding bytes: UnsafeRawBufferPointer, named name: String = "picture",
    limits: ImageLimits = .default, allowsTruncated: Bool = false
  ) throws(ImageError) {
    let source = try ImageSource(of: bytes, named: name)
    let stored = try source.decode(limits: limits, allowsTruncated: allowsTruncated)
    self = stored.turned(Orientation(of: bytes, format: source.format))
  }

  /// The stored picture seen as its orientation says.
  func turned(_ orientation: Orientation) -> Image {
    switch orientation {
    case .upright: self
    case .mirrored: flipped(.horizontal)
    case .upsideDown: rotated(quarterTurns: 2)
    case .upsideDownMirrored: flipped(.vertical)
    case .transposed: transposed()
    case .quarterRight: rotated(quarterTurns: -1)
    case .transversed: transposed().rotated(quarterTurns: 2)
    case .quarterLeft: rotated(quarterTurns: 1)
    }
  }
}
