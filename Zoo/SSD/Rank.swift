/// A place in an order by score, the largest first, of equal scores the lower index first.
///
/// Score and index in one number: ranks are unequal, and comparing two is one instruction.
struct Rank: Comparable {
  private let key: UInt64

  /// Ranks an index, below 2³², by its score.
  init(_ score: Float, _ index: Int) {
    let bits = score.bitPattern
    // The order of floats as the order of whole numbers.
    let ascending = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    key = UInt64(~ascending) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
  }

  /// The index that was ranked.
  var index: Int { Int(key & 0xFFFF_FFFF) }

  static func < (a: Rank, b: Rank) -> Bool { a.key < b.key }

  /// The middle one of three.
  static func median(_ a: Rank, _ b: Rank, _ c: Rank) -> Rank {
    max(min(a, b), min(max(a, b), c))
  }
}

extension Array where Element == Rank {
  /// Drops all but the first `limit` in rank, in time that grows with the number of ranks; those that
  /// stay are in no order; of a negative limit none stays.
  ///
  /// Source: Hoare, "Algorithm 65: Find", 1961.
  mutating func keepFirst(_ limit: Int) {
    guard limit > 0 else { return removeAll() }
    guard count > limit else { return }
    withUnsafeMutableBufferPointer { ranks in
      var (low, high) = (0, ranks.count - 1)
      while low < high {
        let pivot = Rank.median(ranks[low], ranks[(low + high) / 2], ranks[high])
        var (i, j) = (low, high)
        while i <= j {
          while ranks[i] < pivot { i += 1 }
          while pivot < ranks[j] { j -= 1 }
          if i <= j {
            ranks.swapAt(i, j)
            i += 1
            j -= 1
          }
        }
        // Everything up to j ranks before everything from i on.
        if limit <= j + 1 {
          high = j
        } else if limit > i {
          low = i
        } else {
          break
        }
      }
    }
    removeLast(count - limit)
  }
}
