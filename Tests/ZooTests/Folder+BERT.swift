import BERT
import Layers
import Tasks
import Tensors
import Tokenizers

extension Folder {
  /// A folder as transformers writes it, with a tiny network and the words of drawn reviews.
  func writeBERT(_ path: String = "model", isBroken: Bool = false) throws {
    let words = ["the", "film", "was", "good", "bad", "not", "and", "a", "dull", "plot"]
    let letters = (97...122).flatMap { code in
      let letter = String(UnicodeScalar(UInt8(code)))
      return [letter, "##\(letter)"]
    }
    let vocabulary = try Vocabulary(
      ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "!"]
        + words.filter { $0.count > 1 } + letters)
    let configuration = BERTConfiguration(
      tokenCount: vocabulary.count, size: 32, layerCount: 2, headCount: 4, hiddenCount: 64,
      positionCount: 64)
    let network = withSeed(3) { BERTClassifier(configuration) }
    if isBroken { network.classifier.weight.assign(.full([2, 32], .nan)) }
    try BERTFolder.write(
      network, WordPiece(vocabulary), classes: ClassNames(["neg", "pos"]), to: file(path))
  }
}
