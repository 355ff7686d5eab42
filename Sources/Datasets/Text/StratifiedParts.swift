import Kernels
import Tensors

/// A random part of each class for validation.
///
/// - Parameters:
///   - labels: The class of each sample.
///   - classCount: The number of classes.
///   - share: The share of each class that validates, in 0…1; a class of two or more samples is in
///     both parts unless the share is 0 or 1.
///   - seed: Equal seeds give equal parts.
/// - Returns: The samples of the two parts, in rising order.
func stratifiedParts(
  of labels: [Int], classCount: Int, validationShare share: Double, seed: UInt64
) -> (training: [Int], validation: [Int]) {
  guard (0...1).contains(share) else { trap("split: the share \(share) is not in 0...1") }
  var members = [[Int]](repeating: [], count: classCount)
  for (index, label) in labels.enumerated() { members[label].append(index) }
  var validation: Set<Int> = []
  for (label, indices) in members.enumerated() {
    var random = Random(seed: seed, label)
    var size = Int((share * Double(indices.count)).rounded())
    if share > 0, share < 1, indices.count > 1 { size = min(max(size, 1), indices.count - 1) }
    validation.formUnion(random.shuffled(indices).prefix(size))
  }
  return (labels.indices.filter { !validation.contains($0) }, validation.sorted())
}
