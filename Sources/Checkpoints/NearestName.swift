/// The name among `candidates` that is most like `name`; nil when none is near.
public func nearestName(to name: String, among candidates: [String]) -> String? {
  let target = Array(name.utf8.prefix(200))
  var best: (name: String, distance: Int)?
  for candidate in candidates.prefix(10_000) {
    let distance = editDistance(target, Array(candidate.utf8.prefix(200)))
    if distance < best?.distance ?? (target.count / 2 + 1) { best = (candidate, distance) }
  }
  return best?.name
}

/// The number of insertions, deletions and replacements that turn `a` into `b`.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let above = row[j + 1]
      row[j + 1] = min(diagonal + (x == y ? 0 : 1), above + 1, row[j] + 1)
      diagonal = above
    }
  }
  return row[b.count]
}
