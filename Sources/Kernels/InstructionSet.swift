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

  /// The set in use: the widest unless `ZOO_KERNELS` or `use(_:)` says otherwise.
  public static var current: InstructionSet {
    InstructionSet(rawValue: zoo_current_instruction_set()) ?? .plain
  }

  /// Uses a set in the whole process from now on; one that the processor lacks is ignored.
  ///
  /// - Parameter set: The set to use. Results of running loops are right with either.
  public static func use(_ set: InstructionSet) {
    zoo_set_instruction_set(set.rawValue)
  }
}
