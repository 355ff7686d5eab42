import Checkpoints
import Files
import Foundation
import Layers
import Support
import Tensors
import Testing

@Suite struct PackedWeightsTests {
  @Test("the weights of a file are in memory once: packed, their pages are given back")
  func onceInMemory() throws {
    try withFolder { folder in
      let path = folder + "/linear.safetensors"
      try Checkpoint.write(withSeed(1) { Linear(1024, 1024) }, to: path)
      let (layer, plain) = (Linear(1024, 1024), Linear(1024, 1024))
      try layer.load(Checkpoint.load(path))
      try plain.load(Checkpoint.load(path, intoMemory: true))
      layer.prepareForInference()
      #expect(layer.weight.value.isFinite)
      let read = try residentKilobytes(ofMapped: path)
      #expect(read >= 4096)
      let many = withSeed(2) { Tensor.randomNormal([32, 1024]) }
      expectClose(layer(many), plain(many))
      let packed = try residentKilobytes(ofMapped: path)
      #expect(packed < 1024)
      // A few rows read them in place again.
      let few = many.sliced(axis: 0, range: 0..<2)
      expectClose(layer(few), plain(few))
    }
  }

  /// What this process has in memory of a file that it maps.
  private func residentKilobytes(ofMapped path: String) throws -> Int {
    var (isInFile, sum) = (false, 0)
    // Not at once: it has no size, of which only the first page would be read.
    let smaps = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
    let bytes = try #require(try smaps.readToEnd())
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if let first = words.first, !first.hasSuffix(":") {
        isInFile = line.hasSuffix(fileName(of: path))
      }
      if isInFile, words.first == "Rss:", let count = Int(words[1]) { sum += count }
    }
    return sum
  }
}
