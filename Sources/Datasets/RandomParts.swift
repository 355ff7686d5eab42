import Kernels
import Tensors

/// A random part for validation.
///
/// - Parameters:
///   - count: The number of samples.
///   - share: The share of them that validates, in 0…1.
///   - seed: Equal seeds give equal parts.
/// - Returns: The samples of the two parts, in rising order.
func randomParts(
  of count: Int, validationShare share: Double, seed: UInt64
) -> (training: [Int], validation: [Int]) {
  let size = validationCount(of: count, share: share)
  var random = Random(seed: seed)
  let order = random.shuffled(Array(0..<count))
  return (order.dropFirst(size).sorted(), order.prefix(size).sorted())
}

/// How many of `count` samples validate, for a share in 0…1.
///
/// Unless the share is 0 or 1, one of two or more is in each part, and one alone is to train with.
func validationCount(of count: Int, share: Double) -> Int {
  guard (0...1).contains(share) else { trap("split: the share \(share) is not in 0...1") }
  let size = Int((share * Double(count)).rounded())
  return share > 0 && share < 1 && count > 0 ? min(max(size, 1), count - 1) : size
}

/// Looks that a split has left something to validate with, where that is wanted.
///
/// - Parameters:
///   - count: The samples that validate.
///   - share: The share that was to do so.
///   - source: What was split.
/// - Throws: `DatasetError.malformed`, where there is none.
func checkValidation(of count: Int, share: Double, in source: String) throws(DatasetError) {
  guard share == 0 || count > 0 else {
    throw .malformed(
      "\(source): no class has two samples that differ, so that none is left to validate with; add more"
    )
  }
}
