import Foundation
import Images
import Testing

@Suite struct FileTests {
  private func reading(_ path: String) -> ImageError? {
    do {
      _ = try Image(contentsOf: path)
      return nil
    } catch {
      return error
    }
  }

  private func writing(_ path: String) -> ImageError? {
    do {
      try drawing().writePNG(to: path)
      return nil
    } catch {
      return error
    }
  }

  @Test("I5: a missing file, a folder and a pipe are input that is not found")
  func missing() throws {
    try withFolder { folder in
      #expect(
        reading("\(folder)/a.png") == .missing(path: "\(folder)/a.png", reason: "no such file"))
      #expect(reading(folder) == .missing(path: folder, reason: "a folder, not a picture"))
      #expect(reading("/dev/null")?.exitCode == 66)
      let pipe = "\(folder)/pipe.jpg"
      #expect(mkfifo(pipe, 0o600) == 0)
      #expect(reading(pipe) == .missing(path: pipe, reason: "a pipe, not a picture"))
      let link = "\(folder)/link.png"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: link)
      #expect(reading(link)?.exitCode == 66)
    }
  }

  @Test("a file without read permission is named so", .enabled(if: geteuid() != 0))
  func permission() throws {
    try withFolder { folder in
      let path = "\(folder)/a.png"
      try drawing().writePNG(to: path)
      chmod(path, 0)
      #expect(reading(path)?.exitCode == 77)
    }
  }

  @Test(
    "I5: what is no picture is recognized",
    arguments: [
      ("", "the file is empty"), ("hello, world", "it looks like text"),
      ("<!DOCTYPE html><html>404", "it looks like HTML, perhaps the error page"),
      ("GIF89a....", "it looks like GIF"), ("RIFF\0\0\0\0WEBPVP8 ", "it looks like WebP"),
      ("%PDF-1.7", "it looks like PDF"), ("\u{1}\u{2}\u{3}", "belong to neither format"),
    ])
  func noPicture(content: String, message: String) throws {
    try withFolder { folder in
      let path = "\(folder)/a.jpg"
      try Data(content.utf8).write(to: URL(filePath: path))
      let error = reading(path)
      #expect(error?.exitCode == 65)
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }

  @Test("a picture is written whole and replaces what was there")
  func writes() throws {
    try withFolder { folder in
      let path = "\(folder)/größe 1.png"
      try Data("old".utf8).write(to: URL(filePath: path))
      #expect(writing(path) == nil)
      expectEqual(try Image(contentsOf: path), drawing())
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names.count == 1)
    }
  }

  @Test("a full disk is a failure to write")
  func full() {
    #expect(writing("/dev/full")?.exitCode == 74)
    #expect(writing("/dev/null") == nil)
  }

  @Test("a name that cannot be written is an error, and nothing is left behind")
  func cannotWrite() throws {
    try withFolder { folder in
      #expect(writing("\(folder)/none/a.png")?.exitCode == 73)
      #expect(writing(folder)?.exitCode == 73)
      #expect(writing("/dev/null/a.png")?.exitCode == 73)
      #expect(writing("\(folder)/" + String(repeating: "x", count: 300))?.exitCode == 73)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names.isEmpty)
    }
  }
}
