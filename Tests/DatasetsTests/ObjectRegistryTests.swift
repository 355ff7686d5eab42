import Datasets
import Files
import Images
import Testing

@Suite struct ObjectRegistryTests {
  @Test(
    "offline and without VOC, drawn scenes take its place, and say so",
    arguments: ["voc2007", "voc2012"])
  func fallback(name: String) async throws {
    let home = try TemporaryFolder()
    let options = DatasetOptions(home: CacheHome(home.path), isOffline: true, seed: 3)
    let data = try await DatasetRegistry.resolveObjects(name, options)
    #expect(data.isDrawn && data.name == "\(name) (drawn sample)")
    #expect(data.notices.count == 1 && data.notices[0].contains("`zoo data pull \(name)`"))
    #expect(data.training.count == 1500 && data.validation.count == 200)
    #expect(data.classNames.count >= 8 && Set(data.classNames).isSubset(of: VOCFolder.classes))
    let never = DatasetOptions(home: CacheHome(home.path), sample: .never, isOffline: true)
    await #expect { _ = try await DatasetRegistry.resolveObjects(name, never) } throws: {
      ($0 as? DatasetError)?.exitCode == 69
    }
  }

  @Test("data for one task are refused for another, by name")
  func otherTask() async {
    await #expect { _ = try await DatasetRegistry.resolve("voc2012") } throws: {
      "\($0)" == "voc2012: its pictures have boxes, not a class; it is for detectors"
    }
    await #expect { _ = try await DatasetRegistry.resolveObjects("ants_bees") } throws: {
      "\($0)" == "ants_bees: its pictures have a class, no boxes; it is for classifiers"
    }
    await #expect { _ = try await DatasetRegistry.resolveObjects("dogs") } throws: {
      "\($0)".contains("voc2007, voc2012")
    }
  }

  @Test("a tar archive is unpacked whole and read; broken ones are refused")
  func archives() async throws {
    let picture = try Image(width: 40, height: 32).pngData()
    var members: [(String, [UInt8])] = []
    for name in ["a", "b"] {
      members.append(("VOCdevkit/VOC2012/JPEGImages/\(name).png", picture))
      members.append(
        ("VOCdevkit/VOC2012/Annotations/\(name).xml", Array(VOCTests.annotation().utf8)))
    }
    members.append(("VOCdevkit/VOC2012/ImageSets/Main/train.txt", Array("a\n".utf8)))
    members.append(("VOCdevkit/VOC2012/ImageSets/Main/val.txt", Array("b\n".utf8)))
    let folder = try TemporaryFolder()
    let options = DatasetOptions(home: CacheHome(folder.path), sample: .never, isOffline: true)
    let archive = "data/VOCtrainval_11-May-2012.tar"
    let whole = tar(members)
    var broken: [[UInt8]] = [
      tar(members + [("../out.txt", [1])]), tar(members + [members[0]]),
      tar([("other/a.txt", [1])]), Array(whole.prefix(whole.count - 2000)),
    ]
    var changed = whole
    changed[0] ^= 1
    broken.append(changed)
    for bytes in broken {
      try folder.file(archive, bytes)
      await #expect { _ = try await DatasetRegistry.resolveObjects("voc2012", options) } throws: {
        ($0 as? DatasetError)?.exitCode == 65
      }
    }
    #expect(!isFolder(folder.path + "/data/voc2012/VOCdevkit"))
    try folder.file(archive, whole)
    let data = try await DatasetRegistry.resolveObjects("voc2012", options)
    #expect(data.name == "voc2012" && data.training.count == 1 && data.validation.count == 1)
    #expect(try data.validation.image(at: 0).width == 40)
    #expect(data.training.objects(at: 0).map(\.label) == [11])
    // Found again without the archive.
    try folder.file(archive, [])
    #expect(try await DatasetRegistry.resolveObjects("voc2012", options).training.count == 1)
  }

  /// A tar archive of files.
  private func tar(_ members: [(name: String, content: [UInt8])]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, content) in members {
      var header = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, _ place: Int) {
        header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
      }
      func octal(_ value: Int, _ digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
      }
      put(name, 0)
      put("0000644", 100)
      put(octal(content.count, 11), 124)
      put("        ", 148)
      put("0", 156)
      put("ustar", 257)
      put(octal(header.reduce(0) { $0 + Int($1) }, 6), 148)
      header[154] = 0
      bytes += header + content
      bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }
    return bytes + [UInt8](repeating: 0, count: 1024)
  }
}
