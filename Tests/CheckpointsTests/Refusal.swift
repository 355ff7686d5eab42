import Checkpoints
import Testing

/// The message with which a file of these bytes is refused, with 65.
func refusal(of bytes: [UInt8]) throws -> String {
  try withFile(bytes) { path in
    let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(path) }
    #expect(error?.exitCode == 65)
    return error?.description ?? ""
  }
}
