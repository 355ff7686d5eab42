import Kernels

/// Runs `body` with the kernels of an instruction set, then goes back.
///
/// The set is the process's: only suites that are `.serialized` may change it, and what runs beside
/// them comes out right with either.
@discardableResult
public func using<R>(_ set: InstructionSet, _ body: () throws -> R) rethrows -> R {
  let previous = InstructionSet.current
  InstructionSet.use(set)
  defer { InstructionSet.use(previous) }
  return try body()
}
