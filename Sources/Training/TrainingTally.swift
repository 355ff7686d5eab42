/// Sums over the samples of an epoch, from which the means are reported.
public struct TrainingTally: Codable, Sendable, Equatable {
  /// The number of samples.
  public private(set) var count = 0
  private var sums: [String: Double] = [:]

  /// Creates sums of nothing.
  public init() {}

  /// Adds to the sum called `name`: the number of right answers, for example.
  public mutating func add(_ name: String, _ sum: Double) {
    sums[name, default: 0] += sum
  }

  /// Adds the samples of a batch with their mean loss.
  mutating func add(loss: Double, count: Int) {
    self.count += count
    add("loss", loss * Double(count))
  }

  /// Adds all sums of another tally.
  mutating func add(_ other: TrainingTally) {
    count += other.count
    for (name, sum) in other.sums { add(name, sum) }
  }

  /// The means of a sample, by name.
  public var means: [String: Double] {
    count == 0 ? [:] : sums.mapValues { $0 / Double(count) }
  }
}
