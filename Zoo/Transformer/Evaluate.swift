import Datasets
import Tensors
import Tokenizers
import Training

// With these, `evaluate` computes the loss, accuracy, F1 and the confusion matrix.
extension ReviewClassifier: TextModel {
  public func encoded(_ texts: some TextCollection) throws(DatasetError) -> EncodedTexts {
    try EncodedTexts(texts, tokenizer, limit: network.configuration.length, truncation: truncation)
  }

  public func logits(_ tokens: TokenBatch) -> Tensor {
    network(tokens.idTensor, mask: tokens.maskTensor)
  }
}
