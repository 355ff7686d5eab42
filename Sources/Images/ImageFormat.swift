/// The formats that are decoded, told by content and never by name.
enum ImageFormat: String {
  case png = "PNG"
  case jpeg = "JPEG"

  /// The format that the first bytes announce.
  init?(_ bytes: UnsafeRawBufferPointer) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else {
      return nil
    }
  }

  /// What bytes that are neither seem to be, for a message.
  static func guess(_ bytes: UnsafeRawBufferPointer) -> String {
    if bytes.isEmpty { return "the file is empty" }
    for (magic, name) in signatures where bytes.starts(with: magic.utf8) {
      return "it looks like \(name)"
    }
    if bytes.count >= 12, bytes[0..<4].elementsEqual("RIFF".utf8),
      bytes[8..<12].elementsEqual("WEBP".utf8)
    {
      return "it looks like WebP; convert it to PNG or JPEG"
    }
    if bytes.count >= 8, bytes[4..<8].elementsEqual("ftyp".utf8) {
      return "it looks like HEIC, AVIF or a video; convert it to PNG or JPEG"
    }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) || bytes.starts(with: [0xFF, 0xD8]) {
      return "its first bytes are damaged or cut off"
    }
    return guessText(bytes)
  }

  private static let signatures: [(String, String)] = [
    ("GIF8", "GIF; convert it to PNG"), ("BM", "BMP; convert it to PNG"),
    ("II*\0", "TIFF; convert it to PNG"), ("MM\0*", "TIFF; convert it to PNG"),
    ("%PDF", "PDF"), ("PK\u{3}\u{4}", "a zip archive"), ("P6", "PPM; convert it to PNG"),
  ]

  private static func guessText(_ bytes: UnsafeRawBufferPointer) -> String {
    let start = bytes.prefix(512)
    let isText = start.allSatisfy { $0 >= 0x20 || ($0 >= 9 && $0 <= 13) }
    guard isText else { return "its first bytes belong to neither format" }
    let text = String(decoding: start, as: UTF8.self).lowercased()
    if text.contains("<html") || text.contains("<!doctype") {
      return "it looks like HTML, perhaps the error page of a failed download"
    }
    if text.contains("<svg") { return "it looks like SVG; convert it to PNG" }
    return "it looks like text"
  }
}
