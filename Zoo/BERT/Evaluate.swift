import Datasets
import Tensors
import Tokenizers
import Training

// With these, `evaluate` computes the loss, accuracy, F1 and the confusion matrix.
extension BERTTextClassifier: TextModel {
  public func encoded(_ texts: some TextCollection) throws(DatasetError) -> EncodedTexts {
    try EncodedTexts(texts, tokenizer, limit: limit, truncation: truncation)
  }

  public func logits(_ tokens: TokenBatch) -> Tensor { network(BERTInput(tokens)) }
}
