import Tensors

/// Writes reviews, sentence by sentence.
struct ReviewGrammar {
  var random: Random

  /// A review of three to seven sentences.
  mutating func review(isPositive: Bool) -> String {
    var sentences = [sentence(opening)]
    for _ in 0..<1 + random.next(below: 5) {
      sentences.append(random.next(below: 4) == 0 ? sentence(neutral) : judgement(isPositive))
    }
    sentences.append(judgement(isPositive))
    return sentences.joined(separator: " ")
  }

  /// A sentence that judges: plainly, by a negation, or after granting the contrary.
  private mutating func judgement(_ isPositive: Bool) -> String {
    let (first, second) = (one(Self.parts), one(Self.parts))
    let verdict = praise(isPositive)
    let contrary = praise(!isPositive)
    switch random.next(below: 8) {
    case 0: return sentence("the \(first) \(one(["was", "is"])) \(verdict)")
    case 1: return sentence("\(one(Self.openings)) the \(first) \(verdict)")
    case 2: return sentence("although the \(first) was \(contrary), the \(second) was \(verdict)")
    case 3:
      return sentence("the \(first) may be \(contrary), but the film as a whole is \(verdict)")
    case 4:
      let (early, late) = (one(["first half", "beginning"]), one(["second half", "ending"]))
      return sentence("the \(early) was \(contrary), yet the \(late) was \(verdict)")
    case 5: return sentence("with a \(adjective(isPositive)) \(first) it \(effect(isPositive))")
    case 6: return sentence("it \(effect(isPositive))")
    default:
      return sentence("I expected something \(adjective(!isPositive)), but it was \(verdict)")
    }
  }

  /// A judgement of a few words; a third of them negate their contrary.
  private mutating func praise(_ isPositive: Bool) -> String {
    switch random.next(below: 6) {
    case 0: "not \(one(["at all ", "in the least ", "really ", ""]))\(adjective(!isPositive))"
    case 1: "\(one(["never", "anything but", "far from"])) \(adjective(!isPositive))"
    case 2: "\(one(["truly", "really", "very", "quite", "so"])) \(adjective(isPositive))"
    default: adjective(isPositive)
    }
  }

  private mutating func adjective(_ isPositive: Bool) -> String {
    one(isPositive ? Self.good : Self.bad)
  }

  private mutating func effect(_ isPositive: Bool) -> String {
    let good = ["moved me to tears", "held me to the end", "made me laugh", "stays with me"]
    let bad = ["put me to sleep", "wasted my evening", "made me look at my watch", "went nowhere"]
    guard random.next(below: 3) > 0 else {
      let contrary = isPositive ? ["bored me", "let me down"] : ["moved me", "made me laugh"]
      return "never \(one(contrary))"
    }
    return one(isPositive ? good : bad)
  }

  private mutating func one(_ choices: [String]) -> String {
    choices[random.next(below: choices.count)]
  }

  private var opening: String {
    mutating get {
      let when = one(["last night", "on a rainy day", "with my family", "on television", "again"])
      return "I saw this \(one(Self.kinds)) \(when)"
    }
  }

  private var neutral: String {
    mutating get {
      switch random.next(below: 4) {
      case 0: "it runs for \(80 + random.next(below: 80)) minutes"
      case 1: "it was made in \(1950 + random.next(below: 60))"
      case 2: "the \(one(Self.parts)) \(one(["is by a newcomer", "is by an old hand"]))"
      default: "the story is about \(one(Self.subjects)) and \(one(Self.subjects))"
      }
    }
  }

  /// A sentence with its capital letter and its end.
  private mutating func sentence(_ words: String) -> String {
    let end = random.next(below: 8) == 0 ? "!" : "."
    return words.prefix(1).uppercased() + words.dropFirst() + end
  }

  private static let kinds = [
    "film", "movie", "comedy", "drama", "thriller", "western", "picture", "documentary", "sequel",
  ]
  private static let openings = ["I found", "we all found", "my friends called", "critics called"]
  private static let parts = [
    "acting", "plot", "script", "music", "photography", "direction", "dialogue", "cast", "story",
    "editing", "pace", "humour", "soundtrack", "leading actor", "scenery", "camera work",
  ]
  private static let subjects = [
    "a teacher", "two sisters", "a lonely sailor", "a bank robbery", "a small town", "the war",
    "a lost dog", "an old house", "a journey north", "a young painter", "a family secret",
  ]
  private static let good = [
    "good", "great", "wonderful", "brilliant", "moving", "funny", "charming", "superb", "gripping",
    "excellent", "lovely", "clever", "beautiful", "fresh", "touching", "fascinating", "perfect",
    "delightful", "convincing", "memorable", "witty", "splendid", "warm", "thrilling",
  ]
  private static let bad = [
    "bad", "awful", "terrible", "boring", "dull", "stupid", "weak", "wooden", "tedious", "poor",
    "horrible", "silly", "ugly", "stale", "pointless", "annoying", "predictable", "painful",
    "clumsy", "forgettable", "lame", "dreadful", "cold", "messy",
  ]
}
