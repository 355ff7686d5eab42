import Images
import Training

/// How well scores tell normal pictures from anomalous ones, class by class.
public struct AnomalyMetrics: TaskMetrics {
  /// The pictures of a class that is not normal.
  public struct Group: Sendable {
    /// The class.
    public let name: String
    /// The scores of its pictures.
    public let scores: [Double]
    /// How they rank among all normal ones.
    public let ranking: BinaryRanking
    /// The share of its pictures above the threshold; nil without one.
    public let detected: Double?

    /// The area under the ROC curve against all normal pictures.
    public var auc: Double { ranking.rocAUC ?? .nan }

    /// The area under precision over recall, the pictures of the class among all normal ones.
    public var prAUC: Double { ranking.prAUC ?? .nan }

    /// The mean score.
    public var meanScore: Double { scores.mean }
  }

  /// A picture's score.
  private struct Entry {
    let name: String
    let label: Int
    let score: AnomalyScore
  }

  /// The names of all classes.
  public let classNames: [String]
  /// The labels of the normal classes.
  public let normal: Set<Int>
  /// The score above which a picture counts as anomalous; nil if nobody knows.
  public let threshold: Double?
  private var entries: [Entry] = []

  /// Creates figures of nothing.
  public init(classNames: [String], normal: Set<Int>, threshold: Double?) {
    self.classNames = classNames
    self.normal = normal
    self.threshold = threshold
  }

  /// Adds a picture.
  ///
  /// - Parameters:
  ///   - score: Its score.
  ///   - label: Its class.
  ///   - name: What messages call it.
  public mutating func add(_ score: AnomalyScore, label: Int, name: String) {
    entries.append(Entry(name: name, label: label, score: score))
  }

  /// The median of the areas under the ROC curves of the anomalous classes.
  public static let scoreName = "median AUC"

  /// The names of the normal classes.
  public var normalNames: [String] { normal.sorted().map { classNames[$0] } }

  /// The scores of all normal pictures.
  public var normalScores: [Double] { normalEntries.map(\.score.value) }

  private var normalEntries: [Entry] { entries.filter { normal.contains($0.label) } }

  /// The mean score of normal pictures.
  public var meanNormalScore: Double { normalScores.mean }

  /// The share of normal pictures above the threshold; nil without one.
  public var falseAlarms: Double? { share(normalEntries) }

  /// The anomalous classes of which there are pictures.
  public var groups: [Group] {
    let normalScores = normalScores
    guard !normalScores.isEmpty else { return [] }
    let others = Dictionary(grouping: entries.filter { !normal.contains($0.label) }, by: \.label)
    return others.sorted { $0.key < $1.key }.map { label, entries in
      let scores = entries.map(\.score.value)
      return Group(
        name: classNames[label], scores: scores,
        ranking: Self.ranking(scores, normalScores), detected: share(entries))
    }
  }

  /// The median of the classes' areas; nil without normal or anomalous pictures.
  public var medianAUC: Double? {
    let areas = groups.map(\.auc).sorted()
    guard !areas.isEmpty else { return nil }
    return (areas[(areas.count - 1) / 2] + areas[areas.count / 2]) / 2
  }

  /// The area of all anomalous pictures together; nil as the median.
  public var auc: Double? { ranking.rocAUC }

  /// The area under precision over recall of all anomalous pictures together; nil as the median.
  public var prAUC: Double? { groups.isEmpty ? nil : ranking.prAUC }

  /// How the scores of all anomalous pictures rank among the normal ones.
  private var ranking: BinaryRanking {
    Self.ranking(groups.flatMap(\.scores), normalScores)
  }

  /// The areas by class, their median, and that of all.
  public var figures: [String: Double] {
    var figures = Dictionary(uniqueKeysWithValues: groups.map { ("AUC \($0.name)", $0.auc) })
    figures[Self.scoreName] = medianAUC
    figures["AUC"] = auc
    figures["PR AUC"] = prAUC
    return figures
  }

  /// The ROC curves.
  public func pictures(classes: [String]) -> [EvaluationPicture] {
    let groups = groups
    guard !groups.isEmpty else { return [] }
    return [
      EvaluationPicture("roc") {
        BinaryRanking.rocPicture(
          title: "Normal \(normalNames.joined(separator: ", ")) against other classes",
          groups.map { ($0.name, $0.ranking) })
      }
    ]
  }

  /// The scores as comma-separated values, the titles of the columns first.
  public var csv: String {
    let lines = entries.map { entry in
      let isNormal = normal.contains(entry.label)
      return "\(entry.name.csvField),\(classNames[entry.label].csvField),\(isNormal),"
        + "\(entry.score.value),\(entry.score.residual),\(entry.score.discrimination)"
    }
    return (["picture,class,normal,score,residual,discrimination"] + lines)
      .map { $0 + "\n" }.joined()
  }

  /// The figures of the classes as comma-separated values, the titles of the columns first.
  public var classCSV: String {
    let lines = groups.map { group in
      let figures = [group.auc, group.prAUC, group.meanScore].map { "\($0)" }
      return
        ([group.name.csvField, "\(group.scores.count)"] + figures
        + [group.detected.map { "\($0)" } ?? ""]).joined(separator: ",")
    }
    return (["class,pictures,auc,pr_auc,mean_score,detected"] + lines)
      .map { $0 + "\n" }.joined()
  }

  private static func ranking(_ anomalous: [Double], _ normal: [Double]) -> BinaryRanking {
    BinaryRanking(
      scores: anomalous + normal,
      isPositive: anomalous.map { _ in true } + normal.map { _ in false })
  }

  /// The share of scores above the threshold.
  private func share(_ entries: [Entry]) -> Double? {
    guard let threshold, !entries.isEmpty else { return nil }
    return Double(entries.count { $0.score.exceeds(threshold) }) / Double(entries.count)
  }
}

extension [Double] {
  fileprivate var mean: Double { isEmpty ? .nan : reduce(0, +) / Double(count) }
}
