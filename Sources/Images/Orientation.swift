/// How the stored rows and columns are to be turned for viewing, as Exif counts them.
///
/// Source: CIPA DC-008, "Exchangeable image file format", tag 0x0112.
enum Orientation: Int {
  case upright = 1
  case mirrored = 2
  case upsideDown = 3
  case upsideDownMirrored = 4
  case transposed = 5
  case quarterRight = 6
  case transversed = 7
  case quarterLeft = 8

  /// The orientation in the file's Exif data, `.upright` where there is none or it is damaged.
  init(of bytes: UnsafeRawBufferPointer, format: ImageFormat) {
    let exif =
      switch format {
      case .jpeg: Self.exifOfJPEG(bytes)
      case .png: Self.exifOfPNG(bytes)
      }
    self = exif.flatMap(Self.orientation(inTIFF:)) ?? .upright
  }

  private typealias Bytes = Slice<UnsafeRawBufferPointer>

  /// The first APP1 segment that begins with `Exif`, before the first scan.
  private static func exifOfJPEG(_ bytes: UnsafeRawBufferPointer) -> Bytes? {
    var position = 2
    while position + 4 <= bytes.count, bytes[position] == 0xFF {
      let marker = bytes[position + 1]
      if marker == 0xFF {
        position += 1
        continue
      }
      if marker == 0xDA || marker == 0xD9 { return nil }
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      let end = position + 2 + length
      guard length >= 2, end <= bytes.count else { return nil }
      let body = bytes[position + 4..<end]
      if marker == 0xE1, body.starts(with: "Exif\0\0".utf8) { return body.dropFirst(6) }
      position = end
    }
    return nil
  }

  /// The `eXIf` chunk, wherever it stands.
  private static func exifOfPNG(_ bytes: UnsafeRawBufferPointer) -> Bytes? {
    var position = 8
    while position + 12 <= bytes.count {
      let length = Int(number(bytes[position..<position + 4], isLittle: false))
      let end = position + 12 + length
      guard end <= bytes.count else { return nil }
      if bytes[position + 4..<position + 8].elementsEqual("eXIf".utf8) {
        let body = bytes[position + 8..<end - 4]
        return body.starts(with: "Exif\0\0".utf8) ? body.dropFirst(6) : body
      }
      position = end
    }
    return nil
  }

  /// The tag's value in the first directory of a TIFF structure.
  private static func orientation(inTIFF exif: Bytes) -> Orientation? {
    let start = exif.startIndex
    guard exif.count >= 8 else { return nil }
    let isLittle = exif.starts(with: "II".utf8)
    guard isLittle || exif.starts(with: "MM".utf8) else { return nil }
    func value(_ offset: Int, _ size: Int) -> Int? {
      guard offset >= 0, offset + size <= exif.count else { return nil }
      return Int(number(exif[start + offset..<start + offset + size], isLittle: isLittle))
    }
    guard let directory = value(4, 4), let count = value(directory, 2) else { return nil }
    for entry in 0..<count {
      let offset = directory + 2 + 12 * entry
      guard let tag = value(offset, 2), let type = value(offset + 2, 2) else { return nil }
      // 3 is a short, 4 a long; some programs write the wrong one.
      if tag == 0x0112 {
        return value(offset + 8, type == 4 ? 4 : 2).flatMap(Orientation.init(rawValue:))
      }
    }
    return nil
  }

  private static func number(_ bytes: Bytes, isLittle: Bool) -> UInt32 {
    var number: UInt32 = 0
    if isLittle {
      for byte in bytes.reversed() { number = number << 8 | UInt32(byte) }
    } else {
      for byte in bytes { number = number << 8 | UInt32(byte) }
    }
    return number
  }
}
