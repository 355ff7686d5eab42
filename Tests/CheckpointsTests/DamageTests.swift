import Checkpoints
import Foundation
import Testing

@Suite struct DamageTests {
  private static let names = ExpectedFile.names.filter {
    !$0.contains("many") && !$0.contains("big_s")
  }

  @Test("a file cut short anywhere is refused", arguments: names)
  func truncation(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    let step = max(1, bytes.count / 200)
    try withFolder { folder in
      for end in stride(from: 0, to: bytes.count, by: step) {
        let path = "\(folder)/\(end)"
        try Data(bytes[..<end]).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: CheckpointError.self, "cut at \(end)") {
          try Checkpoint.load(path)
        }
        #expect(error?.exitCode == 65)
      }
    }
  }

  @Test("a changed byte never crashes, whatever it does", arguments: names)
  func mutation(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    var random = SplitMix(state: UInt64(bytes.count))
    var outcomes = 0
    try withFolder { folder in
      let path = "\(folder)/mutant"
      for trial in 0..<300 {
        var mutant = bytes
        for _ in 0...(trial % 3) {
          let limit = trial.isMultiple(of: 2) ? bytes.count : min(bytes.count, 700)
          mutant[Int.random(in: 0..<limit, using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
        try Data(mutant).write(to: URL(fileURLWithPath: path))
        // Read what is accepted: ranges must be sound.
        if let checkpoint = try? Checkpoint.load(path) {
          for tensor in checkpoint.tensors { outcomes += tensor.floats().count & 1 }
        } else {
          outcomes += 1
        }
      }
    }
    #expect(outcomes >= 0)
  }
}

/// A seeded generator: the same mutants in every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var x = state
    x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
    return x ^ x >> 31
  }
}
