import Checkpoints
import Foundation
import Support
import Testing

@Suite struct DamageTests {
  private static let names = ExpectedFile.names.filter {
    !$0.contains("many") && !$0.contains("big_s")
  }

  @Test("W11, W14: a file cut short anywhere is refused", arguments: names)
  func truncation(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    let step = max(1, bytes.count / 50)
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

  @Test(
    "W23: a damaged file is refused or read within its bounds, and never crashes", arguments: names)
  func mutation(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    var refusedCount = 0
    try withFolder { folder in
      let path = "\(folder)/mutant"
      for mutant in Mutants(of: bytes, count: 50) {
        try Data(mutant).write(to: URL(fileURLWithPath: path))
        do throws(CheckpointError) {
          // Read what is accepted: ranges must be sound.
          for tensor in try Checkpoint.load(path).tensors {
            #expect(tensor.floats().count == tensor.count)
          }
        } catch {
          refusedCount += 1
        }
      }
    }
    #expect(refusedCount > 0)
  }
}
