import AnoGAN
import BERT
import DCGAN
import MNIST
import SAGAN
import SSD
import Training
import Transformer
import VGG

/// What the recipes say, as help texts tell it: the texts cannot differ from what is done.
enum RecipeText {
  /// The defaults of a setting, by mode and family where they differ: `vgg 0.001, scratch 0.0005;
  /// ssd 0.001`.
  static func defaults(_ setting: (any SupervisedOptions) -> String) -> String {
    joined([
      ("vgg", text { setting(VGG.FineTuneOptions($0)) }),
      ("ssd", text { setting(SSD.FineTuneOptions($0)) }),
      ("mnist", text { setting(MNIST.FineTuneOptions($0)) }),
      ("transformer", text { setting(Transformer.FineTuneOptions($0)) }),
      ("bert", text { setting(BERT.FineTuneOptions($0)) }),
    ])
  }

  /// The defaults of a setting that only what looks at pictures has.
  static func pictureDefaults(_ setting: (any PictureRecipeOptions) -> String) -> String {
    joined([
      ("vgg", text { setting(VGG.FineTuneOptions($0)) }),
      ("ssd", text { setting(SSD.FineTuneOptions($0)) }),
      ("mnist", text { setting(MNIST.FineTuneOptions($0)) }),
    ])
  }

  private static func joined(_ families: [(String, String)], all: String = "") -> String {
    if families.allSatisfy({ $0.1 == families[0].1 }) { return all + families[0].1 }
    return families.map { "\($0) \($1)" }.joined(separator: "; ")
  }

  /// The defaults of a setting of networks that learn against each other: `dcgan 200; sagan 300`, or
  /// `adversarial 64` if all have the same.
  static func adversarial(_ setting: (AdversarialOptions) -> String) -> String {
    joined(
      [
        ("dcgan", setting(DCGAN.FineTune.recipe)), ("sagan", setting(SAGAN.FineTune.recipe)),
        ("anogan", setting(AnoGANFineTuneOptions().training)),
        ("efficientgan", setting(EfficientGANFineTuneOptions().training)),
      ], all: "adversarial ")
  }

  /// Adam's decays in DCGAN's recipe, which SAGAN and AnoGAN share: `0,0.9`.
  static var decays: String {
    let decays = DCGAN.FineTune.recipe.decays
    return "\(rate(decays.0)),\(rate(decays.1))"
  }

  /// The flags that say what narrow networks are trained with.
  static var narrow: String {
    let vgg = VGG.FineTuneOptions(.finetune, width: 0.25)
    let ssd = SSD.FineTuneOptions(.finetune, width: 0.25)
    let transfer = VGG.FineTuneOptions(.transfer, width: 0.25)
    return """
      vgg finetune --epochs \(vgg.epochCount) --learning-rate \(rate(vgg.learningRate)), transfer \
      --learning-rate \(rate(transfer.learningRate)); ssd finetune --epochs \(ssd.epochCount) \
      --batch-size \(ssd.batchSize) --optimizer \(ssd.method.rawValue) --weight-decay \
      \(rate(ssd.weightDecay)) --augmentation \(ssd.augmentation.rawValue)
      """
  }

  /// A rate as people write it: `0.001`.
  static func rate(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(Float(value))"
  }

  /// The value of each mode; one alone if it is the same for all, the others' modes if for most.
  private static func text(_ value: (FineTuneMode) -> String) -> String {
    let values = FineTuneMode.allCases.map { (mode: $0, text: value($0)) }
    let usual = value(.transfer)
    let others = values.filter { $0.text != usual }
    let isMixed = others.count >= values.count - 1
    let named = (isMixed ? values : others).map { "\($0.mode.rawValue) \($0.text)" }
    return ((isMixed ? [] : [usual]) + named).joined(separator: ", ")
  }
}
