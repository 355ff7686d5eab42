import Training
import VGG

/// What the recipes of the modes say, as help texts tell it: the texts cannot differ from what is done.
enum RecipeText {
  /// The defaults of a setting: `0.001, scratch 0.0005`, or one for all modes.
  static func defaults(_ setting: (FineTuneOptions) -> String) -> String {
    let values = FineTuneMode.allCases.map { (mode: $0, text: setting(FineTuneOptions($0))) }
    let usual = setting(FineTuneOptions(.transfer))
    let others = values.filter { $0.text != usual }
    if others.count < values.count - 1 {
      return ([usual] + others.map { "\($0.mode.rawValue) \($0.text)" }).joined(separator: ", ")
    }
    return values.map { "\($0.mode.rawValue) \($0.text)" }.joined(separator: ", ")
  }

  /// What narrow networks are trained with.
  static var narrow: String {
    let options = FineTuneOptions(.finetune, width: 0.25)
    return "\(options.epochCount) epochs at a learning rate of \(rate(options.learningRate))"
  }

  /// A rate as people write it: `0.001`.
  static func rate(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(Float(value))"
  }
}
