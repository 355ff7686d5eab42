import ArgumentParser
import MNIST

extension MNISTConfiguration.Form: ExpressibleByArgument {}

/// How to train classifiers of digits, beside what all trainings have.
struct DigitTrainingOptions: ParsableArguments {
  @Option(
    help: """
      What a network from random weights is made of: linear layers, or convolutions (default: \
      \(Self.network.form.rawValue)).
      """)
  var form: MNISTConfiguration.Form?

  @Option(
    help: ArgumentHelp(
      "Linear layers of the connected form (default: \(Self.network.layerCount)).", valueName: "n"))
  var layers: Int?

  @Option(
    help: ArgumentHelp(
      "Dropout in the place of batch normalization, in the connected form.", valueName: "rate"))
  var dropout: Float?

  private static let network = MNISTConfiguration()

  /// A flag that was given.
  var givenFlag: String? {
    let flags: [(String, Bool)] = [
      ("--form", form != nil), ("--layers", layers != nil), ("--dropout", dropout != nil),
    ]
    return flags.first(where: \.1)?.0
  }
}
