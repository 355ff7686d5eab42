import CKernels

/// The instruction sets that the hot loops are compiled for.
public enum InstructionSet: Int32, CaseIterable, Sendable {
  /// What every processor runs; the oracle of the others.
  case plain = 0
  /// 256-bit vectors with fused multiply-add.
  case avx2 = 1
  /// 512-bit vectors.
  case avx512 = 2

  /// The sets that this processor runs.
  public static var available: [InstructionSet] {
    allCases.filter { $0.rawValue <= zoo_widest_instruction_set() }
  }

  /// The set in use: the widest unless `ZOO_KERNELS` or `using(_:)` says otherwise.
  public static var current: InstructionSet {
    InstructionSet(rawValue: zoo_current_instruction_set()) ?? .plain
  }

  /// Computes `body` with this set, whatever other threads use meanwhile.
  ///
  /// - Parameter body: Runs on this thread; its parallel loops take the set with them.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  package func using<R>(_ body: () throws -> R) rethrows -> R {
    let before = zoo_choose_instruction_set(rawValue)
    defer { _ = zoo_choose_instruction_set(before) }
    return try body()
  }
}
