import Files

/// Bytes with a shape: the format of MNIST's files, packed with gzip or not.
///
/// A header of big-endian numbers says the type of an item, the number of dimensions and the size of
/// each; what follows are the items, no more and no fewer. Every size is held against the file's
/// before memory is taken for it.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", section on file
/// formats.
public struct IDXFile: Sendable {
  /// The size of each dimension, such as `[60000, 28, 28]`.
  public let shape: [Int]
  /// The items, the last dimension fastest.
  public let items: [UInt8]

  /// The most items that a file may have.
  private static let limit = 1 << 30
  /// Deflated data are at best a 1032nd of the content.
  private static let greatestRatio = 1040

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - rank: The number of dimensions that it must have: 3 for pictures, 1 for labels.
  /// - Throws: `DatasetError.malformed` for a file that is no such one or not whole, other cases
  ///   when it cannot be read.
  public init(_ path: String, rank: Int) throws(DatasetError) {
    do {
      let file = try MappedFile(path)
      (shape, items) = try withExtendedLifetime(file) { () throws(FileError) in
        try Self.read(file.bytes, path, rank: rank)
      }
    } catch {
      throw DatasetError(error)
    }
  }

  private static func read(
    _ bytes: UnsafeRawBufferPointer, _ path: String, rank: Int
  ) throws(FileError) -> ([Int], [UInt8]) {
    let headerSize = 4 + 4 * rank
    let isPacked = bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
    let header =
      isPacked
      ? try inflateGzip(bytes, name: path, prefix: headerSize) : Array(bytes.prefix(headerSize))
    let shape = try shape(header, path, rank: rank)
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= limit else {
        throw .malformed("\(path): its header says \(text(shape)) items, which is more than 1 GiB")
      }
      count = product
    }
    let whole = headerSize + count
    guard isPacked else {
      try check(bytes.count, whole, shape, path)
      return (shape, Array(bytes.dropFirst(headerSize)))
    }
    guard whole <= bytes.count * greatestRatio else {
      throw .malformed(
        "\(path): its header says \(text(shape)) items, more than \(bytes.count) packed bytes can "
          + "hold — fetch it again")
    }
    // A byte more than there should be is enough to tell.
    let content = try inflateGzip(bytes, name: path, prefix: whole + 1)
    try check(content.count, whole, shape, path)
    return (shape, Array(content.dropFirst(headerSize)))
  }

  /// The sizes that a header gives.
  private static func shape(
    _ header: [UInt8], _ path: String, rank: Int
  ) throws(FileError) -> [Int] {
    guard header.count >= 4 else {
      throw .malformed("\(path): \(header.count) bytes are too few for an idx file")
    }
    guard header[0] == 0, header[1] == 0 else {
      throw .malformed(
        "\(path): no idx file: it begins with \(hexadecimal(header.prefix(4))), not "
          + hexadecimal([0, 0, 8, UInt8(rank)]))
    }
    guard header[2] == 8 else {
      throw .malformed(
        "\(path): items of the idx type \(hexadecimal([header[2]])); only bytes, 08, are read")
    }
    guard header[3] == rank else {
      throw .malformed(
        "\(path): an idx file of \(header[3]) dimensions where \(rank) are wanted"
          + (rank == 3 && header[3] == 1 ? " — these are labels, not pictures" : "")
          + (rank == 1 && header[3] == 3 ? " — these are pictures, not labels" : ""))
    }
    guard header.count == 4 + 4 * rank else {
      throw .malformed("\(path): it ends in its header, after \(header.count) bytes")
    }
    return (0..<rank).map { dimension in
      header[(4 + 4 * dimension)..<(8 + 4 * dimension)].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  private static func check(
    _ count: Int, _ whole: Int, _ shape: [Int], _ path: String
  ) throws(FileError) {
    if count < whole {
      throw .malformed(
        "\(path): truncated: \(count) bytes where \(text(shape)) items need \(whole) — fetch it "
          + "again")
    }
    if count > whole {
      throw .malformed("\(path): bytes follow the \(text(shape)) items that its header says")
    }
  }

  private static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
