import Foundation

/// How values are placed along an axis of a plot.
public enum AxisScale: Sendable {
  /// Equal differences are equally far apart.
  case linear
  /// Equal ratios are equally far apart; only positive values are shown.
  case logarithmic

  /// The value on the axis's own scale, NaN where it has no place or is absurdly large.
  func position(_ value: Double) -> Double {
    guard abs(value) < 1e100 else { return .nan }
    switch self {
    case .linear: return abs(value) < 1e-100 ? 0 : value
    case .logarithmic: return value > 1e-100 ? log10(value) : .nan
    }
  }
}

/// The values of an axis that are labelled, and its ends on its own scale.
struct Ticks {
  let values: [Double]
  let labels: [String]
  let range: ClosedRange<Double>

  /// Round values that cover those given, about `count` of them.
  init(_ values: [Double], _ scale: AxisScale, count: Int, coversAll: Bool) {
    let positions = values.map(scale.position).filter(\.isFinite)
    var low = positions.min() ?? 0
    var high = positions.max() ?? 1
    let magnitude = max(abs(low), abs(high))
    if high - low <= 1e-9 * magnitude {
      let margin = magnitude == 0 ? 1 : magnitude * 0.1
      low -= margin
      high += margin
    }
    let step = scale == .linear ? Self.roundStep((high - low) / Double(max(1, count))) : 1
    if coversAll {
      low = (low / step + 1e-9).rounded(.down) * step
      high = (high / step - 1e-9).rounded(.up) * step
    }
    range = low...high
    switch scale {
    case .linear:
      let first = Int((low / step - 1e-9).rounded(.up))
      let last = max(first, Int((high / step + 1e-9).rounded(.down)))
      self.values = (first...last).map { Double($0) * step }
      labels = self.values.map { Self.label($0, step: step) }
    case .logarithmic:
      let decades = Int(low.rounded(.down))...Int(high.rounded(.up))
      let factors: [Double] = high - low < 2 ? [1, 2, 5] : [1]
      self.values = decades.flatMap { decade in factors.map { $0 * pow(10, Double(decade)) } }
        .filter { (low - 1e-9...high + 1e-9).contains(log10($0)) }
      labels = self.values.map(Self.scientificLabel)
    }
  }

  /// 1, 2 or 5 times a power of ten, at least `step`.
  private static func roundStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    return ([1, 2, 5, 10].first { $0 * power >= step * (1 - 1e-9) } ?? 10) * power
  }

  private static func label(_ value: Double, step: Double) -> String {
    let digits = max(0, Int(-log10(step).rounded(.down)))
    if abs(value) < step * 1e-6 { return "0" }
    if digits > 5 || abs(value) >= 1e6 { return scientificLabel(value) }
    return String(format: "%.\(digits)f", value)
  }

  private static func scientificLabel(_ value: Double) -> String {
    if value >= 0.01, value < 100_000 { return String(format: "%g", value) }
    let exponent = Int(log10(abs(value)).rounded(.down))
    let mantissa = value / pow(10, Double(exponent))
    return String(format: "%ge%d", (mantissa * 100).rounded() / 100, exponent)
  }
}
