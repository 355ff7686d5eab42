import Images

extension BinaryRanking {
  /// ROC curves, true positives over false ones, such as one for each digit, beside the diagonal of
  /// guessing.
  ///
  /// - Parameters:
  ///   - title: The heading.
  ///   - curves: The curves with their names; those without an area are left out.
  /// - Returns: The picture.
  public static func rocPicture(
    title: String, _ curves: [(name: String, ranking: BinaryRanking)]
  ) -> Image {
    let series = curves.compactMap { name, ranking -> LinePlot.Series? in
      guard let area = ranking.rocAUC else { return nil }
      let points = zip(ranking.falsePositiveRates, ranking.truePositiveRates).map {
        Point($0, $1)
      }
      let thousandths = Int((area * 1000).rounded())
      let digits = String(thousandths % 1000)
      let text =
        "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
      return LinePlot.Series("\(name), area \(text)", points)
    }
    let guess = LinePlot.Series("guessing", [Point(0, 0), Point(1, 1)], color: .darkGrey)
    return LinePlot(
      title: title, xLabel: "false positive rate", yLabel: "true positive rate",
      series: series + [guess], width: 720, height: 640
    ).image()
  }
}
