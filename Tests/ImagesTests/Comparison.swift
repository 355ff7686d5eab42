import Foundation
import Images
import Testing

/// A file of the folder `Fixtures`.
func fixture(_ name: String) -> String {
  Bundle.module.resourceURL?.appending(path: "Fixtures/\(name)").path ?? name
}

/// The bytes of a file of the folder `Fixtures`.
func fixtureBytes(_ name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: fixture(name))))
}

/// Checks that two pictures have the same size and differ by no more than `levels`.
func expectEqual(
  _ actual: Image, _ expected: Image, levels: Int = 0, _ name: String = "",
  location: SourceLocation = #_sourceLocation
) {
  guard actual.width == expected.width, actual.height == expected.height else {
    Issue.record("\(name): \(actual) is not \(expected)", sourceLocation: location)
    return
  }
  var worst = (difference: 0, index: 0)
  for (i, pair) in zip(actual.pixels, expected.pixels).enumerated() {
    let difference = abs(Int(pair.0) - Int(pair.1))
    if difference > worst.difference { worst = (difference, i) }
  }
  guard worst.difference > levels else { return }
  let pixel = worst.index / 3
  Issue.record(
    "\(name): byte \(worst.index % 3) of pixel (\(pixel % actual.width), \(pixel / actual.width)) differs by \(worst.difference)",
    sourceLocation: location)
}

/// A picture with a gradient, a disc and a line.
func drawing(width: Int = 48, height: Int = 32) -> Image {
  var image = Image(width: width, height: height)
  for y in 0..<height {
    for x in 0..<width {
      image[x, y] = Color(
        red: UInt8(x * 255 / width), green: UInt8(y * 255 / height), blue: UInt8((x * y) % 256))
    }
  }
  image.disc(at: Point(Double(width) / 2, Double(height) / 2), radius: 8, .distinct(1))
  image.line(from: Point(1, 2), to: Point(Double(width) - 3, Double(height) - 5), .distinct(0))
  return image
}

/// Runs `body` with the path of a new folder, which is removed afterwards.
func withFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}
