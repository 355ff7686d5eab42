import Foundation

/// How hard faults are tried: a short form by default, the long one where `ZOO_TORTURE=1`.
public enum Torture {
  /// Whether the long forms run.
  public static let isOn = ProcessInfo.processInfo.environment["ZOO_TORTURE"] == "1"

  /// A number of trials.
  public static func count(_ short: Int, long: Int) -> Int { isOn ? long : short }

  /// What random faults follow from: `ZOO_SEED`, to repeat those of a failure, or a new one each time.
  public static let seed =
    ProcessInfo.processInfo.environment["ZOO_SEED"].flatMap { UInt64($0) }
    ?? UInt64.random(in: 0...(.max))

  /// The steps after which a training is stopped: some, or every one of `all`.
  public static func steps(_ some: [Int], of all: ClosedRange<Int>) -> [Int] {
    isOn ? Array(all) : some
  }
}
