import Foundation
import Support
import Testing

@Suite("A training that is killed")
struct KillTests {
  @Test(
    "T3, T5: kills at random moments leave a run that opens, loads and goes on bit for bit",
    arguments: TinyTraining.all)
  func random(training: TinyTraining) throws {
    let wanted =
      training.model == TinyTraining.vgg.model
      ? Torture.count(10, long: 200) : Torture.count(2, long: 20)
    let run = try RandomlyKilledRun(training, seed: Torture.seed)
    try run.kill(times: wanted)
    try run.finish()
  }

  @Test(
    "T3: a kill at each write, sync, new name and deletion loses nothing",
    .enabled(if: Fault.isPossible, Fault.requirement),
    arguments: ["write", "fsync", "/^rename", "/^link", "/^unlink", "ftruncate"])
  func everyCall(call: String) throws {
    let run = try InterruptedRun(.vgg)
    let fault = Fault(call: call, effect: "signal=KILL")
    var (count, kills) = (1, 0)
    while true {
      let (command, happened, _) = try run.strike(fault, at: count)
      guard happened else {
        // There are no more: the training ended undisturbed.
        #expect(command.status == 0, "\(command.errors)")
        break
      }
      kills += 1
      try run.check("killed at \(call) \(count)")
      // Writes are many; the short form leaves some out.
      count += call == "write" ? Torture.count(4, long: 1) : 1
    }
    #expect(kills > 0)
    print("T3: \(kills) kills at \(call), of which the last but one was call \(count)")
  }
}
