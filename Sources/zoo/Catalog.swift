import ArgumentParser
import DCGAN
import MNIST
import SAGAN
import SSD
import VGG

/// The models of the zoo by name: a new one is a case here, and the compiler asks for the rest.
enum Model: String, CaseIterable {
  case vgg11, vgg13, vgg16, vgg19, ssd300, ssd512, mnist, dcgan, sagan, anogan, efficientgan

  /// What a model does.
  enum Task: String, Encodable {
    case classification, detection, generation
    case anomalies = "anomaly detection"

    /// The verb that predicts.
    var verb: String {
      switch self {
      case .classification: "classify"
      case .detection: "detect"
      case .generation: "generate"
      case .anomalies: "anomaly"
      }
    }
  }

  /// The network's type, by family.
  enum Network {
    case vgg(any VGGNetwork.Type)
    case ssd(any SSDNetwork.Type)
    case mnist
    case adversarial(any AdversarialFineTune.Type)
    case anogan, efficientgan
  }

  /// The network's type.
  var network: Network {
    switch self {
    case .vgg11: .vgg(VGG11.self)
    case .vgg13: .vgg(VGG13.self)
    case .vgg16: .vgg(VGG16.self)
    case .vgg19: .vgg(VGG19.self)
    case .ssd300: .ssd(SSD300.self)
    case .ssd512: .ssd(SSD512.self)
    case .mnist: .mnist
    case .dcgan: .adversarial(DCGAN.FineTune.self)
    case .sagan: .adversarial(SAGAN.FineTune.self)
    case .anogan: .anogan
    case .efficientgan: .efficientgan
    }
  }

  /// How the model is trained.
  var recipe: any TrainingRecipe.Type {
    switch network {
    case .vgg(let type): Self.recipe(type)
    case .ssd(let type): Self.recipe(type)
    case .mnist: MNISTRecipe.self
    case .adversarial(let type): Self.recipe(type)
    case .anogan: AnoGANRecipe.self
    case .efficientgan: EfficientGANRecipe.self
    }
  }

  private static func recipe<Network: VGGNetwork>(
    _ type: Network.Type
  ) -> any TrainingRecipe.Type {
    VGGRecipe<Network>.self
  }

  private static func recipe<Network: SSDNetwork>(
    _ type: Network.Type
  ) -> any TrainingRecipe.Type {
    SSDRecipe<Network>.self
  }

  private static func recipe<Training: AdversarialFineTune>(
    _ type: Training.Type
  ) -> any TrainingRecipe.Type {
    AdversarialRecipe<Training>.self
  }

  /// What the model does.
  var task: Task {
    switch network {
    case .vgg, .mnist: .classification
    case .ssd: .detection
    case .adversarial: .generation
    case .anogan, .efficientgan: .anomalies
    }
  }

  /// The shorter name that the command knows the model by, too.
  var alias: String? {
    self == .ssd300 ? "ssd" : nil
  }

  /// The side of the pictures that the network is made for.
  var imageSize: Int {
    switch self {
    case .vgg11, .vgg13, .vgg16, .vgg19: 224
    case .ssd300: 300
    case .ssd512: 512
    case .mnist, .efficientgan: 28
    case .dcgan, .sagan, .anogan: 64
    }
  }

  /// The parameters of the published network.
  var parameterCount: Int {
    switch self {
    case .vgg11: 132_863_336
    case .vgg13: 133_047_848
    case .vgg16: 138_357_544
    case .vgg19: 143_667_240
    case .ssd300: 26_285_486
    case .ssd512: 27_188_676
    case .mnist: 426_346
    // Generator and discriminator.
    case .dcgan, .anogan: 5_682_946
    case .sagan: 6_119_350
    // With the encoder.
    case .efficientgan: 10_630_870
    }
  }

  /// The multiply-adds of one picture, in units of 10⁹.
  var multiplyAdds: Double {
    switch self {
    case .vgg11: 7.61
    case .vgg13: 11.31
    case .vgg16: 15.47
    case .vgg19: 19.63
    case .ssd300: 31.37
    case .ssd512: 90.21
    case .mnist: 0.0023
    // A picture made.
    case .dcgan: 0.102
    case .sagan: 0.197
    // A step of the search, without gradients.
    case .anogan: 0.204
    // A score.
    case .efficientgan: 0.034
    }
  }

  /// Where the model was published.
  var source: String {
    switch network {
    case .vgg:
      "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image "
        + "Recognition, https://arxiv.org/abs/1409.1556"
    case .ssd:
      "Liu et al., SSD: Single Shot MultiBox Detector, https://arxiv.org/abs/1512.02325"
    case .adversarial where self == .dcgan:
      "Radford, Metz and Chintala, Unsupervised Representation Learning with Deep Convolutional "
        + "Generative Adversarial Networks, https://arxiv.org/abs/1511.06434"
    case .adversarial:
      "Zhang et al., Self-Attention Generative Adversarial Networks, "
        + "https://arxiv.org/abs/1805.08318"
    case .anogan:
      "Schlegl et al., Unsupervised Anomaly Detection with Generative Adversarial Networks to Guide "
        + "Marker Discovery, https://arxiv.org/abs/1703.05921"
    case .efficientgan:
      "Zenati et al., Efficient GAN-Based Anomaly Detection, https://arxiv.org/abs/1802.06222"
    case .mnist:
      "LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition, "
        + "1998; a small network of today"
    }
  }

  /// The model of a name.
  ///
  /// - Throws: `Failure`, with the nearest name and the list, when there is none.
  init(named name: String) throws(Failure) {
    let wanted = name.lowercased()
    guard let model = Model(rawValue: wanted) ?? Self.allCases.first(where: { $0.alias == wanted })
    else {
      throw Failure(.usage, Suggestion.answer(to: name, among: Self.names, kind: "model"))
    }
    self = model
  }

  /// All names.
  static var names: [String] { allCases.flatMap(\.names) }

  /// The names of the models of a task.
  static func names(of task: Task) -> [String] {
    allCases.filter { $0.task == task }.flatMap(\.names)
  }

  private var names: [String] { [rawValue] + (alias.map { [$0] } ?? []) }
}
