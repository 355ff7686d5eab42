import Checkpoints
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
      let many = withSeed(2) { Tensor.randomNormal([32, 1024]) }
      expectClose(layer(many), plain(many))
      #expect(try residentKilobytes(ofMapped: path) < 1024)
      // A few rows read the weights in place again.
      let few = many.sliced(axis: 0, range: 0..<2)
      expectClose(layer(few), plain(few))
      #expect(try residentKilobytes(ofMapped: path) >= 4096)
    }
  }

  /// What this process has in memory of a file that it maps.
  private func residentKilobytes(ofMapped path: String) throws -> Int {
    var (isInFile, sum) = (false, 0)
    for line in try String(contentsOfFile: "/proc/self/smaps", encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ")
      if let name = words.first, !name.hasSuffix(":") { isInFile = line.hasSuffix(path) }
      if isInFile, words.first == "Rss:", let count = Int(words[1]) { sum += count }
    }
    return sum
  }
}
