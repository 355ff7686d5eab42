import Datasets
import Tensors

/// A data set of numbers with noise; some indices are broken.
struct Numbers: Dataset {
  let count: Int
  var broken: Set<Int> = []

  struct Broken: Error, CustomStringConvertible {
    let description = "cannot be read"
  }

  func sample(at index: Int, random: inout Random) throws -> Number {
    if broken.contains(index) { throw Broken() }
    return Number(index: index, noise: random.next())
  }

  func name(of index: Int) -> String { "number \(index)" }
}

/// A sample whose batches are arrays.
struct Number: Batchable, Equatable {
  let index: Int
  let noise: UInt64

  static func batch(of samples: [Number]) -> [Number] { samples }
}
