import Tensors

/// A random part of each class for validation.
///
/// - Parameters:
///   - labels: The class of each sample.
///   - classCount: The number of classes.
///   - share: The share of each class that validates, in 0…1; unless it is 0 or 1, a class of two or
///     more samples is in both parts, and one sample alone is to train with.
///   - seed: Equal seeds give equal parts.
///   - groups: A number for each sample; samples of equal numbers go to the same part and count for
///     the class of the first of them. By default each sample is alone.
/// - Returns: The samples of the two parts, in rising order.
func stratifiedParts(
  of labels: [Int], classCount: Int, validationShare share: Double, seed: UInt64,
  groups: [Int]? = nil
) -> (training: [Int], validation: [Int]) {
  var members: [Int: [Int]] = [:]
  var owned = [[Int]](repeating: [], count: classCount)
  for (index, label) in labels.enumerated() {
    let group = groups?[index] ?? index
    if members[group] == nil { owned[label].append(group) }
    members[group, default: []].append(index)
  }
  var validation: Set<Int> = []
  for (label, numbers) in owned.enumerated() {
    var random = Random(seed: seed, label)
    let shuffled = random.shuffled(numbers).map { members[$0] ?? [] }
    let size = validationCount(of: shuffled.reduce(0) { $0 + $1.count }, share: share)
    var chosen: [Int] = []
    for group in shuffled where chosen.count + group.count <= size { chosen += group }
    if chosen.isEmpty, size > 0, shuffled.count > 1 {
      // Each group is larger than the part: the smallest is it.
      chosen = shuffled.min { $0.count < $1.count } ?? []
    }
    validation.formUnion(chosen)
  }
  return (labels.indices.filter { !validation.contains($0) }, validation.sorted())
}
