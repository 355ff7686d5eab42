import CImages

/// The bytes of a file on their way to a picture.
struct ImageSource {
  let bytes: UnsafeRawBufferPointer
  let name: String
  let format: ImageFormat

  /// Finds out the format.
  init(of bytes: UnsafeRawBufferPointer, named name: String) throws(ImageError) {
    guard let format = ImageFormat(bytes) else {
      throw .unrecognized(path: name, looksLike: ImageFormat.guess(bytes))
    }
    self.bytes = bytes
    self.name = name
    self.format = format
  }

  /// The picture as stored, not yet turned upright.
  func decode(limits: ImageLimits, allowsTruncated: Bool) throws(ImageError) -> Image {
    guard bytes.count <= limits.bytes else {
      throw .tooLarge(path: name, reason: "\(bytes.count) bytes, more than \(limits.bytes)")
    }
    let header = try checked { report in
      switch format {
      case .png: zoo_png_header(start, bytes.count, &report)
      case .jpeg: zoo_jpeg_header(start, bytes.count, &report)
      }
    }
    let (pixels, overflow) = Int(header.width).multipliedReportingOverflow(by: Int(header.height))
    guard !overflow, pixels <= limits.pixels else {
      throw .tooLarge(
        path: name,
        reason: "\(header.width)×\(header.height) is more than \(limits.pixels) pixels")
    }
    try checkPlausible(header, pixels)
    return try Image(width: Int(header.width), height: Int(header.height)) {
      (buffer) throws(ImageError) in
      _ = try checked { report in
        switch format {
        case .png:
          zoo_png_decode(
            start, bytes.count, header.width, header.height, buffer.baseAddress, &report)
        case .jpeg:
          zoo_jpeg_decode(
            start, bytes.count, header.width, header.height, UInt32(clamping: limits.scans),
            limits.memory, allowsTruncated, buffer.baseAddress, &report)
        }
      }
    }
  }

  private var start: UnsafePointer<UInt8>? {
    bytes.bindMemory(to: UInt8.self).baseAddress
  }

  /// Refuses a header that promises more than the file can hold, before memory is taken for it:
  /// deflate shrinks to no less than 1/1032.
  private func checkPlausible(_ header: zoo_image_report, _ pixels: Int) throws(ImageError) {
    guard format == .png else { return }
    let bits = pixels.multipliedReportingOverflow(by: Int(header.bits_per_pixel))
    if bits.overflow || bits.partialValue / 8 / 1032 > bytes.count {
      throw .truncated(
        path: name, format: format.rawValue, reached: bytes.count, count: bytes.count)
    }
  }

  private func checked(
    _ call: (inout zoo_image_report) -> zoo_image_status
  ) throws(ImageError) -> zoo_image_report {
    var report = zoo_image_report()
    let status = call(&report)
    if status == ZOO_IMAGE_OK { return report }
    let reason = report.text
    let reached = report.reached
    switch status {
    case ZOO_IMAGE_TRUNCATED:
      throw .truncated(
        path: name, format: format.rawValue, reached: reached, count: bytes.count)
    case ZOO_IMAGE_UNSUPPORTED:
      throw .unsupported(path: name, format: format.rawValue, reason: reason)
    case ZOO_IMAGE_NO_MEMORY:
      throw .tooLarge(
        path: name, reason: "too little memory to decode it; save it smaller, or not progressive")
    default:
      throw .corrupt(
        path: name, format: format.rawValue, reason: reason, reached: reached, count: bytes.count)
    }
  }
}

extension zoo_image_report {
  /// What the library said.
  var text: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
