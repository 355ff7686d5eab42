import Files
import Foundation
import Testing

@Suite struct AtomicFileTests {
  private func text(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("a file appears complete, and nothing else remains")
  func write() throws {
    try withFolder { folder in
      let path = folder + "/out.bin"
      let large = [UInt8](repeating: 7, count: 300_000)
      try writeAtomically(to: path) { (file) throws(FileError) in
        try file.write("head")
        try file.write(large)
        try file.write([1, 2])
      }
      let expected = Array("head".utf8) + large + [1, 2]
      #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) == expected)
      #expect(try names(in: folder) == ["out.bin"])
    }
  }

  @Test("a failure leaves the old file and no trace")
  func failure() throws {
    try withFolder { folder in
      let path = folder + "/out"
      try writeAtomically(to: path) { (file) throws(FileError) in try file.write("old") }
      #expect(throws: FileError.self) {
        try writeAtomically(to: path) { (file) throws(FileError) in
          try file.write("new")
          throw FileError.inputOutput("stop")
        }
      }
      #expect(text(path) == "old")
      #expect(try names(in: folder) == ["out"])
    }
  }

  @Test("the temporary file of a killed writer is deleted by the next write, one in use is not")
  func stale() throws {
    try withFolder { folder in
      let path = folder + "/out"
      try Data("half".utf8).write(to: URL(fileURLWithPath: folder + "/.out.partial-dead"))
      try Data("half".utf8).write(to: URL(fileURLWithPath: folder + "/.other.partial-dead"))
      try writeAtomically(to: path) { (outer) throws(FileError) in
        try outer.write("outer")
        try writeAtomically(to: path) { (inner) throws(FileError) in try inner.write("inner") }
      }
      #expect(text(path) == "outer")
      #expect(try names(in: folder) == [".other.partial-dead", "out"])
    }
  }

  @Test("of all temporary files of a folder those that nobody writes are deleted, and nothing else")
  func staleFiles() throws {
    try withFolder { folder in
      for name in [".out.partial-dead", ".other.partial-dead", "my.partial-1", ".hidden"] {
        try Data("half".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      }
      try writeAtomically(to: folder + "/new") { (file) throws(FileError) in
        try file.write("new")
        deleteStaleFiles(in: folder)
      }
      #expect(text(folder + "/new") == "new")
      #expect(try names(in: folder) == [".hidden", "my.partial-1", "new"])
    }
  }

  @Test("T2: a full device is an error, not a crash")
  func fullDevice() throws {
    let error = #expect(throws: FileError.self) {
      try writeAtomically(to: "/dev/full") { (file) throws(FileError) in try file.write("x") }
    }
    #expect(error?.exitCode == 74)
    #expect(error?.description.contains("make room") == true)
    // A device has no room that could be told.
    #expect(error?.description.contains("bytes are") == false)
    #expect(FileManager.default.fileExists(atPath: "/dev/full"))
  }

  @Test("T2: lines are appended whole or not at all")
  func append() throws {
    try withFolder { folder in
      let path = folder + "/log"
      try Files.append(Array("one\n".utf8), toFile: path)
      try Files.append(Array("two\n".utf8), toFile: path)
      #expect(text(path) == "one\ntwo\n")
      let full = #expect(throws: FileError.self) { try Files.append([1, 2], toFile: "/dev/full") }
      #expect(full?.exitCode == 74)
      #expect(full?.description.contains("make room") == true)
      #expect(full?.description.contains("bytes are") == false)
      #expect(throws: FileError.self) { try Files.append([1], toFile: folder) }
    }
  }

  @Test("a second name is a file of its own, and takes the place of what had it")
  func secondName() throws {
    try withFolder { folder in
      for content in ["old", "new"] {
        try writeAtomically(to: folder + "/a") { (file) throws(FileError) in
          try file.write(content)
        }
        try Files.link(folder + "/a", as: folder + "/b")
        #expect(text(folder + "/b") == content)
      }
      try writeAtomically(to: folder + "/a") { (file) throws(FileError) in try file.write("other") }
      #expect(text(folder + "/b") == "new")
      // Again: both are names of one file already.
      for _ in 0..<2 { try Files.link(folder + "/a", as: folder + "/b") }
      #expect(text(folder + "/b") == "other")
      #expect(try names(in: folder) == ["a", "b"])
      // What cannot be replaced stays, and nothing else remains.
      try createFolder(folder + "/taken/below")
      let error = #expect(throws: FileError.self) {
        try Files.link(folder + "/a", as: folder + "/taken")
      }
      #expect(error?.exitCode == 73)
      #expect(try names(in: folder) == ["a", "b", "taken"])
      // Another file system has no second names for files of this one.
      if isFolder("/dev/shm"), (try? checkWritable(folder: "/dev/shm")) != nil {
        let copy = "/dev/shm/zoo-\(UUID().uuidString)"
        defer { unlink(copy) }
        try Files.link(folder + "/a", as: copy)
        #expect(text(copy) == "other")
      }
    }
  }

  @Test("T11: what a killed probe left is deleted by the next one")
  func staleProbe() throws {
    try withFolder { folder in
      try Data("half".utf8).write(to: URL(fileURLWithPath: folder + "/..probe.partial-dead"))
      try checkWritable(folder: folder)
      #expect(try names(in: folder) == [])
    }
  }

  @Test("a folder in the file's place and a missing folder are errors")
  func place() throws {
    try withFolder { folder in
      for path in [folder, folder + "/none/out"] {
        let error = #expect(throws: FileError.self) {
          try writeAtomically(to: path) { (_) throws(FileError) in }
        }
        #expect(error?.exitCode == 73)
      }
      let missing = #expect(throws: FileError.self) {
        try checkWritable(folder: folder + "/none")
      }
      #expect(missing?.description == "\(folder)/none: no such folder — create it first")
      try checkWritable(folder: folder)
      #expect(try names(in: folder) == [])
      for path in ["/dev/null", "/dev/null/runs"] {
        let error = #expect(throws: FileError.self) { try createFolder(path) }
        #expect(error?.description == "/dev/null: it is no folder — give another name")
      }
    }
  }

  @Test("a folder without permission is an error", .enabled(if: getuid() != 0))
  func permission() throws {
    try withFolder { folder in
      chmod(folder, 0o555)
      defer { chmod(folder, 0o755) }
      let error = #expect(throws: FileError.self) {
        try writeAtomically(to: folder + "/out") { (_) throws(FileError) in }
      }
      #expect(error?.exitCode == 77)
    }
  }

  @Test("writing through a link keeps the link")
  func link() throws {
    try withFolder { folder in
      try Data().write(to: URL(fileURLWithPath: folder + "/real"))
      symlink("real", folder + "/link")
      try writeAtomically(to: folder + "/link") { (file) throws(FileError) in try file.write("x") }
      #expect(text(folder + "/real") == "x")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "real")
    }
  }

  @Test("names of 255 bytes work")
  func longName() throws {
    try withFolder { folder in
      let path = folder + "/" + String(repeating: "é", count: 127)
      try writeAtomically(to: path) { (file) throws(FileError) in try file.write("x") }
      #expect(text(path) == "x")
    }
  }
}
