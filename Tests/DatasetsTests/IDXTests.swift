import Datasets
import Foundation
import Support
import Testing

@Suite struct IDXTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ bytes: [UInt8], rank: Int = 1) throws -> IDXFile {
    try folder.file("file", bytes)
    return try IDXFile(folder.path + "/file", rank: rank)
  }

  /// The message with which a file is refused; empty if it is read.
  private func message(_ bytes: [UInt8], rank: Int = 1) -> String {
    do {
      _ = try read(bytes, rank: rank)
      return ""
    } catch DatasetError.malformed(let message) {
      return message
    } catch {
      return "another error: \(error)"
    }
  }

  @Test("items and shape are read, packed or not", arguments: [false, true])
  func reading(isPacked: Bool) throws {
    let items = (0..<70_002).map { UInt8(truncatingIfNeeded: $0 * 3) }
    let bytes = TemporaryFolder.idx([2, 3, 11667], items)
    let file = try read(isPacked ? TemporaryFolder.gzip(bytes) : bytes, rank: 3)
    #expect(file.shape == [2, 3, 11667])
    #expect(file.items == items)
    #expect(try read(TemporaryFolder.idx([0], [])).items.isEmpty)
  }

  @Test("a file cut at any place is refused, packed or not", arguments: [false, true])
  func truncation(isPacked: Bool) {
    let plain = TemporaryFolder.idx([3, 2, 2], Array(1...12))
    let bytes = isPacked ? TemporaryFolder.gzip(plain) : plain
    #expect(message(bytes, rank: 3).isEmpty)
    for count in bytes.indices {
      let answer = message(Array(bytes.prefix(count)), rank: 3)
      #expect(!answer.isEmpty && !answer.hasPrefix("another"), "\(count): \(answer)")
    }
  }

  @Test("what is no idx file, or another one, is named")
  func magic() {
    #expect(message(Array("<html>".utf8)).contains("no idx file: it begins with 3c 68 74 6d, not"))
    #expect(message([0, 0, 13, 1, 0, 0, 0, 0]).contains("items of the idx type 0d; only bytes"))
    let labels = TemporaryFolder.idx([2], [1, 2])
    #expect(message(labels, rank: 3).contains("these are labels, not pictures"))
    let pictures = TemporaryFolder.idx([1, 1, 2], [1, 2])
    #expect(message(pictures).contains("these are pictures, not labels"))
    #expect(message([0, 0, 8, 1, 0]).contains("it ends in its header, after 5 bytes"))
    #expect(message([0, 0]).contains("2 bytes are too few"))
  }

  @Test("sizes are held against the file before memory is taken", arguments: [false, true])
  func sizes(isPacked: Bool) {
    func answer(_ shape: [Int], _ items: [UInt8]) -> String {
      let bytes = TemporaryFolder.idx(shape, items)
      return message(isPacked ? TemporaryFolder.gzip(bytes) : bytes, rank: shape.count)
    }
    let most = 0xFFFF_FFFF
    #expect(answer([most, most, most], [1]).contains("which is more than 1 GiB"))
    #expect(answer([most], [1]).contains("more than 1 GiB"))
    #expect(
      answer([1 << 29], [1]).contains(isPacked ? "packed bytes can hold" : "truncated: 9 bytes"))
    #expect(answer([3], [1, 2]).contains("truncated: 10 bytes where 3 items need 11"))
    #expect(answer([1], [1, 2]).contains("bytes follow the 1 items"))
    // Far more than the header says is not unpacked.
    #expect(answer([1], [UInt8](repeating: 0, count: 200_000)).contains("bytes follow"))
  }

  @Test("a damaged file is refused or read, and never ends the program")
  func mutants() throws {
    let bytes = TemporaryFolder.gzip(TemporaryFolder.idx([5, 3, 3], Array(0..<45)))
    for mutant in Mutants(of: bytes) { _ = message(mutant, rank: 3) }
    for mutant in Mutants(of: TemporaryFolder.idx([5, 3, 3], Array(0..<45))) {
      _ = message(mutant, rank: 3)
    }
    #expect(message(bytes, rank: 3).isEmpty)
  }

  /// Why pictures and labels are refused.
  private func refusal(
    images: [UInt8], labels: [UInt8]
  ) throws -> String {
    try folder.file("images", images)
    try folder.file("labels", labels)
    do {
      _ = try GreyImages(images: folder.path + "/images", labels: folder.path + "/labels")
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("pictures and labels that do not fit together are refused")
  func pairs() throws {
    let images = TemporaryFolder.idx([2, 2, 2], Array(0..<8))
    func labels(_ values: [UInt8]) -> [UInt8] { TemporaryFolder.idx([values.count], values) }
    #expect(try refusal(images: images, labels: labels([3, 9])).isEmpty)
    #expect(
      try refusal(images: images, labels: labels([3])).contains("2 pictures, and 1 labels in"))
    #expect(
      try refusal(images: images, labels: labels([3, 10])).contains("label 10 at item 1"))
    #expect(
      try refusal(images: TemporaryFolder.idx([1, 2, 3], Array(0..<6)), labels: labels([1]))
        .contains("pictures of 2×3 pixels; only squares are read"))
    #expect(
      try refusal(images: TemporaryFolder.idx([0, 2, 2], []), labels: labels([]))
        .contains("no pictures"))
    #expect(
      try refusal(images: TemporaryFolder.idx([1, 0, 0], []), labels: labels([1]))
        .contains("0×0 pixels"))
  }
}
