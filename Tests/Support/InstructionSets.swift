import Kernels

/// Runs `body` with the kernels of each instruction set that this processor has.
///
/// The choice is the process's: tests that run meanwhile get right results with any of them.
public func forEachInstructionSet(_ body: () throws -> Void) rethrows {
  let before = InstructionSet.current
  defer { InstructionSet.use(before) }
  for set in InstructionSet.available {
    InstructionSet.use(set)
    try body()
  }
}
