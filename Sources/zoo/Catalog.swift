import ArgumentParser
import VGG

/// The models of the zoo by name: a new one is a case here, and the compiler asks for the rest.
enum Model: String, CaseIterable {
  case vgg11, vgg13, vgg16, vgg19

  /// What a model does.
  enum Task: String, Encodable {
    case classification
  }

  /// The network's type.
  var network: any VGGNetwork.Type {
    switch self {
    case .vgg11: VGG11.self
    case .vgg13: VGG13.self
    case .vgg16: VGG16.self
    case .vgg19: VGG19.self
    }
  }

  /// What the model does.
  var task: Task { .classification }

  /// The parameters of the published network.
  var parameterCount: Int {
    switch self {
    case .vgg11: 132_863_336
    case .vgg13: 133_047_848
    case .vgg16: 138_357_544
    case .vgg19: 143_667_240
    }
  }

  /// The multiply-adds of one picture of 224×224 pixels, in units of 10⁹.
  var multiplyAdds: Double {
    switch self {
    case .vgg11: 7.61
    case .vgg13: 11.31
    case .vgg16: 15.47
    case .vgg19: 19.63
    }
  }

  /// Where the model was published.
  var source: String {
    "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, "
      + "https://arxiv.org/abs/1409.1556"
  }

  /// The model of a name.
  ///
  /// - Throws: `Failure`, with the nearest name and the list, when there is none.
  init(named name: String) throws(Failure) {
    guard let model = Model(rawValue: name.lowercased()) else {
      throw Failure(.usage, Suggestion.answer(to: name, among: Self.names, kind: "model"))
    }
    self = model
  }

  /// All names.
  static var names: [String] { allCases.map(\.rawValue) }
}

/// The argument that names a model.
struct ModelArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A model: \(Model.names.joined(separator: ", ")).", valueName: "model"),
    completion: .list(Model.names))
  var name: String

  /// The model.
  var model: Model {
    get throws(Failure) { try Model(named: name) }
  }

  func validate() throws {
    _ = try model
  }
}
