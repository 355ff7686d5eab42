import Files
import Foundation
import Support
import Testing

@Suite struct ArchiveTests {
  /// `hello, hello, hello\n` by gzip.
  private static let packed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xD7,
    0x51, 0xC8, 0x40, 0xA2, 0xB8, 0x00, 0xE7, 0x42, 0x6E, 0x52, 0x14, 0x00, 0x00, 0x00,
  ]
  private static let text = Array("hello, hello, hello\n".utf8)

  private func inflate(_ bytes: [UInt8], limit: Int = 1000) throws -> [UInt8] {
    try bytes.withUnsafeBytes { try inflateGzip($0, name: "test.gz", limit: limit) }
  }

  @Test("gzip members unpack one after another")
  func gzip() throws {
    #expect(try inflate(Self.packed) == Self.text)
    #expect(try inflate(Self.packed + Self.packed) == Self.text + Self.text)
  }

  @Test("a gzip file cut short, changed, followed by data or too large is refused")
  func brokenGzip() throws {
    for end in Self.packed.indices {
      let error = #expect(throws: FileError.self) { try inflate(Array(Self.packed[..<end])) }
      #expect(error?.exitCode == 65)
    }
    for index in 10..<Self.packed.count {
      var mutant = Self.packed
      mutant[index] ^= 0x55
      #expect(throws: FileError.self) { try inflate(mutant) }
    }
    #expect(throws: FileError.self) { try inflate(Self.packed + [1, 2, 3]) }
    #expect(throws: FileError.self) { try inflate(Self.packed, limit: 19) }
  }

  @Test("a damaged gzip file is refused or unpacks to the same content, and never crashes")
  func mutatedGzip() throws {
    var refusedCount = 0
    for mutant in Mutants(of: Self.packed) {
      do {
        // Only a header's name, time or flags may change without notice.
        let content = try inflate(mutant)
        #expect(content.starts(with: Self.text))
      } catch {
        refusedCount += 1
      }
    }
    #expect(refusedCount > 0)
  }

  @Test("W5: a file that is no zip archive is refused")
  func noZip() throws {
    try withFolder { folder in
      let path = folder + "/file"
      for count in [0, 1, 21, 22, 1000] {
        try Data(repeating: 0x50, count: count).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: FileError.self) { try ZipArchive(try MappedFile(path)) }
        #expect(error?.exitCode == 65)
      }
    }
  }
}
