import Datasets
import Files
import Foundation
import Images
import Testing

@Suite struct RegistryTests {
  @Test("offline and without data a drawn sample takes its place, and says so")
  func fallback() async throws {
    let home = try TemporaryFolder()
    let options = DatasetOptions(home: CacheHome(home.path), isOffline: true)
    let data = try await DatasetRegistry.resolve("ants_bees", options)
    #expect(data.isDrawn)
    #expect(data.name == "ants_bees (drawn sample)")
    #expect(data.notices.count == 1)
    #expect(data.notices[0].contains("`zoo data pull ants_bees` gets it"))
    #expect(data.training.fingerprint != data.validation.fingerprint)
  }

  @Test("where a sample is refused, data that are not to be had are an error of kind 69")
  func refused() async throws {
    let home = try TemporaryFolder()
    let options = DatasetOptions(home: CacheHome(home.path), sample: .never, isOffline: true)
    await #expect { _ = try await DatasetRegistry.resolve("ants_bees", options) } throws: {
      ($0 as? DatasetError)?.exitCode == 69
    }
  }

  @Test("an unknown name is answered with the list")
  func unknown() async {
    await #expect { _ = try await DatasetRegistry.resolve("cats") } throws: {
      "\($0)".hasPrefix("cats: neither a folder nor a data set; the data sets are ants_bees")
    }
  }

  @Test(
    "texts: a root with tables, a packed archive, a grammar in their place, other kinds refused")
  func texts() async throws {
    let folder = try TemporaryFolder()
    for part in ["train", "test"] {
      let rows = (0..<10).map { "\($0 % 2 == 0 ? "neg" : "pos")\t\(part) \($0)\n" }
      try folder.file("root/imdb/imdb_\(part).tsv", Array(("label\ttext\n" + rows.joined()).utf8))
    }
    let tables = try await DatasetRegistry.resolveTexts(
      "imdb",
      DatasetOptions(
        root: "\(folder.path)/root", home: CacheHome(folder.path), sample: .never, isOffline: true))
    #expect(!tables.isDrawn && tables.name == "imdb" && tables.classNames == ["neg", "pos"])
    #expect(tables.training.count == 8 && tables.validation.count == 2 && tables.test.count == 10)

    let options = DatasetOptions(home: CacheHome("\(folder.path)/home"), isOffline: true)
    let drawn = try await DatasetRegistry.resolveTexts("imdb", options)
    #expect(drawn.isDrawn && drawn.notices.count == 1)
    #expect(drawn.name == "imdb (drawn sample)" && drawn.training.count == 2000)
    await #expect { _ = try await DatasetRegistry.resolveTexts("mnist", options) } throws: {
      "\($0)".contains("it holds pictures")
    }
    await #expect { _ = try await DatasetRegistry.resolve("imdb", options) } throws: {
      "\($0)".contains("it holds texts")
    }
    await #expect { _ = try await DatasetRegistry.resolveObjects("imdb", options) } throws: {
      "\($0)".contains("it holds texts")
    }
  }

  @Test("a folder is found below the user's root, before the cache")
  func root() async throws {
    let folder = try TemporaryFolder()
    for name in ["ants", "bees"] {
      try folder.picture("hymenoptera_data/train/\(name)/1.png")
      try folder.picture("hymenoptera_data/val/\(name)/1.png")
    }
    try folder.file("hymenoptera_data/train/ants/imageNotFound.gif", Array("GIF89a".utf8))
    let options = DatasetOptions(
      root: folder.path, home: CacheHome(folder.path + "/home"), sample: .never, isOffline: true)
    let data = try await DatasetRegistry.resolve("ants_bees", options)
    #expect(!data.isDrawn && data.name == "ants_bees")
    #expect(data.training.count == 2 && data.validation.count == 2)
    #expect(data.notices.count == 1)
    #expect(data.notices.first?.contains("imageNotFound.gif: not a PNG or JPEG") == true)
  }

  @Test("an archive is unpacked whole; one whose member leaves its folder is refused")
  func archives() async throws {
    let picture = try Image(width: 4, height: 4).pngData()
    let members = ["train/ants", "train/bees", "val/ants", "val/bees"].map {
      ("hymenoptera_data/\($0)/1.png", picture)
    }
    let folder = try TemporaryFolder()
    let options = DatasetOptions(home: CacheHome(folder.path), sample: .never, isOffline: true)
    try folder.file("data/hymenoptera_data.zip", storedZip(members + [("../out.png", picture)]))
    await #expect { _ = try await DatasetRegistry.resolve("ants_bees", options) } throws: {
      ($0 as? DatasetError)?.exitCode == 65
    }
    #expect(!isFolder(folder.path + "/data/hymenoptera_data"))
    try folder.file("data/hymenoptera_data.zip", storedZip(members))
    let data = try await DatasetRegistry.resolve("ants_bees", options)
    #expect(data.training.classNames == ["ants", "bees"])
    #expect(try data.validation.image(at: 1).width == 4)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/data")
    #expect(Set(left) == ["hymenoptera_data", "hymenoptera_data.zip"])
  }

  private static let realData = ProcessInfo.processInfo.environment["ZOO_TEST_DATA"]

  @Test(
    "the real set has 123 ants and 121 bees to train with, 70 and 83 to validate with",
    .enabled(if: realData != nil))
  func realSet() async throws {
    let home = try TemporaryFolder()
    let root = try #require(Self.realData) + "/hymenoptera"
    let options = DatasetOptions(
      root: root, home: CacheHome(home.path), sample: .never, isOffline: true)
    let data = try await DatasetRegistry.resolve("ants_bees", options)
    #expect(data.training.classCounts == [123, 121])
    #expect(data.validation.classCounts == [70, 83])
    #expect(data.notices.count == 1)
    #expect(try data.training.image(at: 0).width > 100)
  }

  /// A zip archive of stored members.
  private func storedZip(_ members: [(name: String, content: [UInt8])]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) }
    }
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in members {
      let crc = Int(content.withUnsafeBytes { crc32(of: $0) })
      let fields =
        little(20, 2) + little(0, 8) + little(crc, 4) + little(content.count, 4)
        + little(content.count, 4) + little(name.utf8.count, 2) + little(0, 2)
      directory += little(0x0201_4B50, 4) + little(20, 2) + fields
      directory += little(0, 10) + little(bytes.count, 4) + Array(name.utf8)
      bytes += little(0x0403_4B50, 4) + fields + Array(name.utf8) + content
    }
    let end =
      little(0x0605_4B50, 4) + little(0, 4) + little(members.count, 2) + little(members.count, 2)
      + little(directory.count, 4) + little(bytes.count, 4) + little(0, 2)
    return bytes + directory + end
  }
}
