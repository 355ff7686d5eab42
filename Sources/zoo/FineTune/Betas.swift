import ArgumentParser

/// Adam's two decays, as a flag: `0.5,0.999`.
struct Betas: ExpressibleByArgument {
  /// Both.
  let values: [Double]

  init?(argument: String) {
    values = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap {
      Double($0)
    }
    guard values.count == 2, argument.filter({ $0 == "," }).count == 1 else { return nil }
  }
}
