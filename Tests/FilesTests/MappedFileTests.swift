import Files
import Foundation
import Testing

@Suite struct MappedFileTests {
  @Test("a map and a copy hold the file; released pages come back", arguments: [false, true])
  func content(intoMemory: Bool) throws {
    try withFolder { folder in
      let path = folder + "/file"
      let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let file = try MappedFile(path, intoMemory: intoMemory)
      #expect(file.bytes.elementsEqual(bytes))
      file.release(100..<90_000)
      file.release(-5..<1_000_000)
      #expect(file.bytes.elementsEqual(bytes))
    }
  }

  @Test("C2: an empty file has no bytes; what is no file is refused without blocking")
  func others() throws {
    try withFolder { folder in
      try Data().write(to: URL(fileURLWithPath: folder + "/empty"))
      #expect(try MappedFile(folder + "/empty").count == 0)
      mkfifo(folder + "/pipe", 0o644)
      for name in ["none", "pipe", ""] {
        let error = #expect(throws: FileError.self) { try MappedFile("\(folder)/\(name)") }
        #expect(error?.exitCode == 66)
      }
    }
  }

  @Test("hashes and checksums are those of the standards")
  func checksums() throws {
    #expect(
      sha256(of: "abc".utf8)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(Array("123456789".utf8).withUnsafeBytes { crc32(of: $0) } == 0xCBF4_3926)
  }

  @Test("a hash is remembered until the file changes")
  func remembered() throws {
    try withFolder { folder in
      let path = folder + "/file"
      let checks = RememberedChecks(in: CacheHome(folder + "/home"), minimumCount: 3)
      try Data("abc".utf8).write(to: URL(fileURLWithPath: path))
      let first = try checks.sha256(ofFile: path)
      #expect(first == sha256(of: "abc".utf8))
      var count = 0
      let cached = checks.result(of: "sha256", for: path) { () throws(Never) in
        count += 1
        return "again"
      }
      #expect(cached == first && count == 0)
      try Data("abcd".utf8).write(to: URL(fileURLWithPath: path))
      #expect(try checks.sha256(ofFile: path) == sha256(of: "abcd".utf8))
    }
  }
}
