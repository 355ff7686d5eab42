import Foundation
import Images
import Testing

/// Public conformance files, where `ZOO_TEST_DATA` names a folder that holds them.
@Suite struct ConformanceTests {
  private struct Entry: Decodable {
    let file: String
    let pillow: String?
    let width: Int?
    let height: Int?
    let mode: String?
    let mean_rgb: [Double]?
    let exif_orientation: Int?
  }

  private static let folder: URL? = {
    guard let data = ProcessInfo.processInfo.environment["ZOO_TEST_DATA"] else { return nil }
    let base = URL(filePath: data).appending(path: "image_conformance")
    for place in [base, base.appending(path: "image_conformance")]
    where FileManager.default.fileExists(atPath: place.appending(path: "MANIFEST.json").path) {
      return place
    }
    return unpacked(base.appending(path: "image_conformance.zip"))
  }()

  /// The archive's folder in a temporary place, nil where there is no archive or no `unzip`.
  private static func unpacked(_ archive: URL) -> URL? {
    guard FileManager.default.fileExists(atPath: archive.path) else { return nil }
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let unzip = Process()
    unzip.executableURL = URL(filePath: "/usr/bin/unzip")
    unzip.arguments = ["-qo", archive.path, "-d", place.path]
    guard (try? unzip.run()) != nil else { return nil }
    unzip.waitUntilExit()
    return unzip.terminationStatus == 0 ? place.appending(path: "image_conformance") : nil
  }

  /// Files that Pillow reads and we do not, or otherwise: damaged ones, each for its reason.
  private static let exceptions: Set<String> = [
    "imagetestsuite__5482a54657765056f1a94116a8dbffe7.jpg",  // its data go on past its end
    "imagetestsuite__8e5e74dbf9b68a322fbb9512db837329.jpg",  // 613 bytes of 31,237 rows
    "x_interlaced_chck.png", "xcsn0g01.png",  // wrong checksums
    "huge_IDAT.png", "broken_data_stream.png",  // truncated or broken data
  ]

  /// Pictures that lose a part of their data, which Pillow fills with grey without a word.
  private static let lossy: Set<String> = [
    "dc-predictor-overflow.jpg", "imagetestsuite__1cbb1bb37d62c44f67374cd451643dc4.jpg",
    "imagetestsuite__7997b6b229f25315d33f5c7085e37500.jpg",
    "imagetestsuite__f6b4389c3cf0f5997b2e5a4b905aea8d.jpg", "partial_progressive.jpg",
  ]

  @Test(
    "I3, I4: the public conformance files decode or are refused as in Pillow",
    .enabled(if: folder != nil))
  func conformance() throws {
    let folder = try #require(Self.folder)
    let manifest = try Data(contentsOf: folder.appending(path: "MANIFEST.json"))
    var (agreeing, refused) = (0, 0)
    for entry in try JSONDecoder().decode([Entry].self, from: manifest) {
      guard let pillow = entry.pillow else { continue }
      let path = folder.appending(path: entry.file).path
      let isLossy = Self.lossy.contains(where: entry.file.hasSuffix)
      func image(allowsTruncated: Bool) -> Result<Image, any Error> {
        Result {
          try Image(
            contentsOf: path, limits: ImageLimits(pixels: 80_000_000),
            allowsTruncated: allowsTruncated)
        }
      }
      if isLossy {
        #expect(throws: ImageError.self) { try image(allowsTruncated: false).get() }
      }
      let image = image(allowsTruncated: isLossy)
      if pillow != "ok" {
        refused += 1
        #expect(throws: ImageError.self, "\(entry.file) was accepted") { try image.get() }
      } else if !Self.exceptions.contains(where: entry.file.hasSuffix) {
        agreeing += 1
        switch image {
        case .success(let image): check(image, entry)
        case .failure(let error): Issue.record("\(entry.file): \(error)")
        }
      }
    }
    #expect(agreeing >= 405 && refused == 108)
  }

  private func check(_ image: Image, _ entry: Entry) {
    let isTurned = (entry.exif_orientation ?? 1) > 4
    #expect(
      (isTurned ? image.height : image.width) == entry.width
        && (isTurned ? image.width : image.height) == entry.height, "\(entry.file)")
    // Pillow clips 16-bit grey, so its mean says nothing about ours.
    guard let mean = entry.mean_rgb, entry.mode != "I;16" else { return }
    for channel in 0..<3 {
      var sum = 0
      for i in stride(from: channel, to: image.pixels.count, by: 3) { sum += Int(image.pixels[i]) }
      let ours = Double(sum) / Double(image.width * image.height)
      #expect(abs(ours - mean[channel]) < 0.06, "\(entry.file): \(ours), not \(mean[channel])")
    }
  }
}
