import Kernels
import Tensors

/// Counts of right and wrong answers of a classifier.
public struct ClassificationMetrics: Sendable, Equatable {
  /// The number of classes.
  public let classCount: Int
  /// How often a class (row) was taken for another (column); the likeliest class is the answer.
  public private(set) var confusion: [[Int]]
  /// The samples of each class whose scores are not all numbers: no answer, and so a wrong one.
  public private(set) var unanswered: [Int]
  /// `ranks[r]` samples with an answer had exactly `r` classes above the right one.
  private var ranks: [Int]

  /// Creates metrics without a sample.
  public init(classCount: Int) {
    self.classCount = classCount
    confusion = Array(repeating: Array(repeating: 0, count: classCount), count: classCount)
    unanswered = Array(repeating: 0, count: classCount)
    ranks = unanswered
  }

  /// Counts the answers of a batch.
  ///
  /// - Parameters:
  ///   - logits: The scores, `[N, classCount]`.
  ///   - labels: The right classes, `[N]`.
  public mutating func add(_ logits: Tensor, _ labels: IntTensor) {
    guard logits.shape == [labels.count, classCount] else {
      trap("metrics: logits \(logits.shape), \(labels.count) labels, \(classCount) classes")
    }
    logits.withUnsafeBufferPointer { logits in
      for (sample, label) in labels.scalars.enumerated() {
        let row = UnsafeBufferPointer(
          rebasing: logits[sample * classCount..<(sample + 1) * classCount])
        add(row, label)
      }
    }
  }

  private mutating func add(_ row: UnsafeBufferPointer<Float>, _ label: Int) {
    guard row.indices.contains(label) else {
      trap("metrics: label \(label) of \(classCount) classes")
    }
    guard !row.contains(where: \.isNaN) else {
      unanswered[label] += 1
      return
    }
    var answer = 0
    var rank = 0
    for index in row.indices {
      if row[index] > row[answer] { answer = index }
      // Of equal ones the first is above.
      if row[index] > row[label] || (row[index] == row[label] && index < label) { rank += 1 }
    }
    confusion[label][answer] += 1
    ranks[rank] += 1
  }

  /// The number of samples of each class.
  public var counts: [Int] { zip(confusion, unanswered).map { $0.reduce(0, +) + $1 } }

  /// The number of samples.
  public var count: Int { ranks.reduce(0, +) + unanswered.reduce(0, +) }

  /// The number of samples whose likeliest class was right.
  public var correctCount: Int { ranks.first ?? 0 }

  /// The share of samples whose right class was among the `k` likeliest; 0 without samples.
  public func topAccuracy(_ k: Int) -> Double {
    count == 0 ? 0 : Double(ranks.prefix(max(0, k)).reduce(0, +)) / Double(count)
  }

  /// The share of right answers.
  public var accuracy: Double { topAccuracy(1) }

  /// Of the samples that were taken for a class, the share that was; 0 if there is none.
  public var precision: [Double] {
    (0..<classCount).map { index in
      ratio(confusion[index][index], confusion.reduce(0) { $0 + $1[index] })
    }
  }

  /// Of the samples of a class, the share that was recognized; 0 if there is none.
  public var recall: [Double] {
    counts.enumerated().map { ratio(confusion[$0][$0], $1) }
  }

  /// The harmonic mean of precision and recall, by class.
  public var f1: [Double] {
    zip(precision, recall).map { $0 + $1 > 0 ? 2 * $0 * $1 / ($0 + $1) : 0 }
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}
