/// Finds what a mistyped name was meant to be.
enum Suggestion {
  /// The name nearest to `wrong`, if one is near enough to be meant.
  static func nearest(to wrong: String, among names: [String]) -> String? {
    let wrong = wrong.lowercased()
    let ranked = names.map { (name: $0, distance: distance(wrong, $0.lowercased())) }
    // Of equally near names the one with the same letters: vgg61 is vgg16, not vgg11.
    let rearranged = ranked.first { $0.name.utf8.sorted() == wrong.utf8.sorted() }
    guard let best = rearranged ?? ranked.min(by: { $0.distance < $1.distance }) else {
      return nil
    }
    if best.distance <= max(1, min(3, wrong.count / 2)) { return best.name }
    return names.first { wrong.count >= 3 && $0.lowercased().hasPrefix(wrong) }
  }

  /// The sentence that answers an unknown name: the nearest one and the list.
  static func answer(to wrong: String, among names: [String], kind: String) -> String {
    let list = names.joined(separator: ", ")
    guard let nearest = nearest(to: wrong, among: names) else {
      return "no \(kind) is called '\(wrong)'; there are: \(list)"
    }
    return "no \(kind) is called '\(wrong)': did you mean '\(nearest)'? There are: \(list)"
  }

  /// The number of letters to insert, delete, replace or swap with their neighbour.
  private static func distance(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first.utf8), Array(second.utf8))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, rows[i - 1][j - 1] + 1)
        }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
