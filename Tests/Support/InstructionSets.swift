import Kernels

/// Runs `body` with the kernels of each instruction set that this processor has.
public func forEachInstructionSet(_ body: () throws -> Void) rethrows {
  for set in InstructionSet.available { try set.using(body) }
}
