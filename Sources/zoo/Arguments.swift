/// Arguments as the parser understands them.
enum Arguments {
  /// Joins a flag and the negative number after it, `--limit -2`, to `--limit=-2`: the parser takes
  /// the number for a flag and says that a value is missing.
  static func joiningNegatives(_ arguments: [String]) -> [String] {
    var joined: [String] = []
    for argument in arguments {
      let isNegative = argument.hasPrefix("-") && Double(argument) != nil
      if isNegative, let flag = joined.last, flag.hasPrefix("--"), flag.count > 2,
        !flag.contains("=")
      {
        joined[joined.count - 1] = "\(flag)=\(argument)"
      } else {
        joined.append(argument)
      }
    }
    return joined
  }
}
