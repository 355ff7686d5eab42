import ArgumentParser
import BERT
import DCGAN
import MNIST
import SAGAN
import SSD
import Transformer
import VGG

/// The models of the zoo by name: a new one is a case here, and the compiler asks for the rest.
enum Model: String, CaseIterable {
  case vgg11, vgg13, vgg16, vgg19, ssd300, ssd512, mnist, dcgan, sagan, anogan, efficientgan
  case transformer, bert

  /// What a model does.
  enum Task: String, Encodable {
    case classification, detection, generation
    case anomalies = "anomaly detection"
    case texts = "text classification"

    /// The verb that predicts.
    var verb: String {
      switch self {
      case .classification: "classify"
      case .detection: "detect"
      case .generation: "generate"
      case .anomalies: "anomaly"
      case .texts: "sentiment"
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
    case transformer, bert
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
    case .transformer: .transformer
    case .bert: .bert
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
    case .transformer: TransformerRecipe.self
    case .bert: BERTRecipe.self
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
    case .transformer, .bert: .texts
    }
  }

  /// The shorter name that the command knows the model by, too.
  var alias: String? {
    self == .ssd300 ? "ssd" : nil
  }

  /// What the network is made for.
  enum Input {
    /// Pictures of a height and width.
    case picture(side: Int)
    /// Texts of so many tokens at most.
    case text(length: Int)

    /// The height and width of the pictures; nil for texts.
    var pictureSide: Int? {
      if case .picture(let side) = self { side } else { nil }
    }
  }

  /// What the network is made for, of which `multiplyAdds` tells.
  var input: Input {
    switch self {
    case .vgg11, .vgg13, .vgg16, .vgg19: .picture(side: 224)
    case .ssd300: .picture(side: 300)
    case .ssd512: .picture(side: 512)
    case .mnist, .efficientgan: .picture(side: 28)
    case .dcgan, .sagan, .anogan: .picture(side: 64)
    case .transformer, .bert: .text(length: 256)
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
    // With the vectors of the 17,916 words of the book's split.
    case .transformer: 7_331_650
    // The base model with a classifier of two classes.
    case .bert: 109_483_778
    }
  }

  /// The multiply-adds of one picture or text, in units of 10⁹.
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
    case .transformer: 0.58
    case .bert: 22.95
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
    case .transformer:
      "Vaswani et al., Attention Is All You Need, https://arxiv.org/abs/1706.03762"
    case .bert:
      "Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers for Language "
        + "Understanding, https://arxiv.org/abs/1810.04805"
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
