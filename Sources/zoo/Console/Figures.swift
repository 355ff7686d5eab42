import Foundation

/// Numbers as people read them.
enum Figures {
  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double, _ decimals: Int = 2) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// A share in percent.
  static func percent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }

  /// About three digits.
  static func compact(_ value: Double) -> String {
    fixed(value, value >= 100 ? 0 : value >= 10 ? 1 : 2)
  }

  /// Minutes and seconds.
  static func time(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 1e7).rounded())
    return seconds < 60
      ? "\(seconds) s"
      : seconds < 3600
        ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds / 3600) h \(seconds / 60 % 60) min"
  }

  /// A number of things, with the noun that fits it: `1 picture`, `2 pictures`.
  static func count(_ value: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(grouped(value)) \(value == 1 ? noun : plural ?? noun + "s")"
  }

  /// A count of bytes.
  static func bytes(_ count: Int) -> String {
    switch count {
    case ..<10_000: "\(count) B"
    case ..<10_000_000: fixed(Double(count) / 1e3, 0) + " kB"
    case ..<10_000_000_000: fixed(Double(count) / 1e6, 0) + " MB"
    default: fixed(Double(count) / 1e9, 1) + " GB"
    }
  }

  /// A whole number with its thousands apart.
  static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }
}
