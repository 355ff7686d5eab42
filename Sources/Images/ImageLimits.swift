/// How large a picture may be; checked before memory is taken.
public struct ImageLimits: Sendable, Equatable {
  /// The most pixels of a decoded picture.
  public var pixels: Int
  /// The most bytes of a file.
  public var bytes: Int
  /// The most scans of a progressive JPEG, each of which is a pass over the whole picture.
  public var scans: Int
  /// The most bytes of a progressive JPEG's coefficients, which are all kept until the last scan: two
  /// for each sample, so up to six a pixel, whatever the size of the file.
  public var memory: Int

  /// Creates limits.
  public init(
    pixels: Int = 178_956_970, bytes: Int = 1 << 29, scans: Int = 100, memory: Int = 1 << 29
  ) {
    self.pixels = pixels
    self.bytes = bytes
    self.scans = scans
    self.memory = memory
  }

  /// 179 million pixels (half a gigabyte of RGB), files and coefficients of 512 MiB.
  public static let `default` = ImageLimits()
}
