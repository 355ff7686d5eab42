import BERT
import Checkpoints
import Foundation
import Layers
import Support
import Tasks
import Tensors
import Testing
import Tokenizers
import Training

/// A temporary folder, removed with the value.
private final class ScratchFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "bert-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
  }
}

private let tokens =
  ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "good", "bad", "film", "##s", ".", "the"]

private let tiny = BERTConfiguration(
  tokenCount: tokens.count, size: 16, layerCount: 2, headCount: 2, hiddenCount: 24,
  positionCount: 12)

private let configurationText = """
  {"architectures": ["BertModel"], "model_type": "bert", "vocab_size": 12, "hidden_size": 16,
   "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 24, "hidden_act": "gelu",
   "max_position_embeddings": 12, "type_vocab_size": 2, "layer_norm_eps": 1e-12}
  """

@Suite("Folders of transformers")
struct FolderTests {
  @Test("what is written is read again: network, classes, tokenizer")
  func roundTrip() throws {
    let folder = try ScratchFolder()
    let network = withSeed(1) { BERTClassifier(tiny, classCount: 3) }
    let tokenizer = try WordPiece(Vocabulary(tokens), cleaning: .cased)
    let classes = ClassNames(["bad", "so-so", "good"])
    try BERTFolder.write(network, tokenizer, classes: classes, to: "\(folder.path)/model")
    let files = try BERTFolder("\(folder.path)/model")
    #expect(files.configuration == tiny)
    #expect(files.classes == classes)
    #expect(files.tokenizer.cleaning == .cased)
    #expect(files.tokenizer.vocabulary.tokens == tokens)
    let read = try BERTClassifier(files.checkpoint(), files.configuration)
    let input = BERTInput(
      TokenBatch([tokenizer.encode("a good film")], paddingID: tokenizer.paddingID))
    expectClose(read(input), network(input), relative: 0)
    let settings = try String(
      contentsOfFile: "\(folder.path)/model/config.json", encoding: .utf8)
    #expect(settings.contains("BertForSequenceClassification"))
    #expect(try files.checkpoint().metadata["format"] == "pt")
  }

  @Test(
    "a body is read with or without prefix, with old or new names of norms, with what stands on it")
  func names() throws {
    let folder = try ScratchFolder()
    let model = withSeed(2) { BERTPretraining(tiny) }
    let body = withSeed(3) { texts(2, length: 8, tokenCount: 12) }
    let expected = model.bert(body)
    let all = model.state.map { ($0.path, $0.entry.value) }
    let bare = model.bert.state.map { ($0.path, $0.entry.value) }
    let old = all.map { name, tensor in
      (
        name.replacing("LayerNorm.weight", with: "LayerNorm.gamma")
          .replacing("LayerNorm.bias", with: "LayerNorm.beta"), tensor
      )
    }
    let book = bare.map { ($0.0.replacing(".self.", with: ".selfattn."), $0.1) }
    let positions = ("bert.embeddings.position_ids", Tensor.zeros([1, 12]))
    let decoder = (
      "cls.predictions.decoder.weight", model.bert.embeddings.words.weight.value
    )
    let path = "\(folder.path)/model.safetensors"
    for tensors in [all, bare, old, book, all + [positions, decoder]] {
      try Checkpoint.write(tensors.map { (name: $0.0, tensor: $0.1) }, to: path)
      let read = try BERTEncoder(Checkpoint.load(path), tiny)
      expectClose(read(body), expected, relative: 0)
    }
    let guesser = try BERTPretraining(Checkpoint.load(path), tiny)
    expectClose(guesser(body), model(body), relative: 0)
    try Checkpoint.write(
      (all + [("cls.predictions.decoder.weight", Tensor.ones([12, 16]))])
        .map { (name: $0.0, tensor: $0.1) }, to: path)
    #expect { try BERTPretraining(Checkpoint.load(path), tiny) } throws: {
      "\($0)".contains("the decoder of masked words is not the word vectors")
    }
  }

  @Test("a missing, a strange and a misshapen tensor are named; a missing head too")
  func strictness() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/model.safetensors"
    let encoder = BERTEncoder(tiny)
    let all = encoder.state.map { (name: $0.path, tensor: $0.entry.value) }
    func check(_ tensors: [(name: String, tensor: Tensor)], _ message: String) throws {
      try Checkpoint.write(tensors, to: path)
      let checkpoint = try Checkpoint.load(path)
      #expect { try BERTEncoder(checkpoint, tiny) } throws: { "\($0)".contains(message) }
    }
    try check(
      Array(all.dropLast(3)) + Array(all.suffix(2)), "encoder.layer.1.output.LayerNorm.bias")
    try check(all + [(name: "encoder.layer.2.x", tensor: .zeros([1]))], "encoder.layer.2.x")
    try check(
      Array(all.dropFirst()) + [(name: all[0].name, tensor: .zeros([11, 16]))], "[11, 16]")
    try Checkpoint.write(all, to: path)
    let checkpoint = try Checkpoint.load(path)
    #expect { try BERTClassifier(checkpoint, tiny) } throws: {
      "\($0)".contains("has no classifier")
    }
    #expect { try BERTPretraining(checkpoint, tiny) } throws: {
      "\($0)".contains("has no head for masked words")
    }
    let new = try withSeed(4) { try BERTClassifier(checkpoint, tiny, newClassCount: 5) }
    #expect(new.classCount == 5)
    let input = texts(2, length: 8, tokenCount: 12)
    expectClose(new.bert(input), encoder(input), relative: 0)
  }

  @Test("a new last layer is new, whatever classifier the checkpoint has", arguments: [2, 5])
  func newLastLayer(oldCount: Int) throws {
    let folder = try ScratchFolder()
    let old = withSeed(1) { BERTClassifier(tiny, classCount: oldCount) }
    let names = (0..<oldCount).map { "old \($0)" }
    try BERTFolder.write(
      old, WordPiece(Vocabulary(tokens)), classes: ClassNames(names), to: folder.path)
    let start = try BERTStart(folder.path)
    let new = try start.classifier(["bad", "good"], FineTuneOptions(.finetune)).network
    #expect(new.classCount == 2)
    let before = old.classifier.weight.value.scalars
    #expect(new.classifier.weight.value.scalars != Array(before.prefix(2 * tiny.size)))
    let input = texts(2, length: 8, tokenCount: 12)
    expectClose(new.bert(input), old.bert(input), relative: 0)
    // Of the same classes the layer is kept.
    let same = try start.classifier(names, FineTuneOptions(.finetune)).network
    #expect(same.classifier.weight.value.scalars == before)
  }

  @Test("crafted numbers of layers, classes and units are errors, not traps")
  func crafted() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/model.safetensors"
    let all = BERTEncoder(tiny).state.map { (name: $0.path, tensor: $0.entry.value) }
    let layer = (name: "encoder.layer.\(Int.max).x", tensor: Tensor.zeros([1]))
    try Checkpoint.write(all + [layer], to: path)
    let numbered = try Checkpoint.load(path)
    #expect { try BERTConfiguration(of: numbered, headCount: 2) } throws: {
      "\($0)".contains("num_hidden_layers")
    }
    for shape in [[0, 16], [16]] {
      let weight = (name: "classifier.weight", tensor: Tensor.zeros(shape))
      try Checkpoint.write(all + [weight], to: path)
      let checkpoint = try Checkpoint.load(path)
      #expect { try BERTClassifier(checkpoint, tiny) } throws: {
        "\($0)".contains("'classifier.weight' is \(shape)")
      }
    }
    let classifier = BERTTextClassifier(
      BERTClassifier(tiny), try WordPiece(Vocabulary(tokens)), classes: ClassNames(["a", "b"]))
    var metadata = try classifier.metadata()
    metadata.entries["configuration"] = metadata.entries["configuration"]?.replacing(
      "\"hidden_size\":16", with: "\"hidden_size\":0")
    try Checkpoint.write(classifier.network, to: path, metadata: metadata)
    #expect { try BERTStart(path) } throws: { "\($0)".contains("hidden_size 0") }
    #expect { try BERTTextClassifier.load(path) } throws: { "\($0)".contains("hidden_size 0") }
  }

  @Test("weights that are no numbers are warned of, by whatever reads them")
  func nonFinite() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/model"
    let tokenizer = try WordPiece(Vocabulary(tokens))
    let broken = Tensor([Float](repeating: .nan, count: 16), shape: [16])
    let network = BERTClassifier(tiny)
    func write() throws {
      try BERTFolder.write(network, tokenizer, classes: ClassNames(["a", "b"]), to: path)
    }
    try write()
    #expect(try BERTTextClassifier.load(path).warnings.isEmpty)
    network.bert.embeddings.norm.bias.assign(broken)
    try write()
    let tail = "embeddings.LayerNorm.bias' has NaN or infinity (16 of 16)"
    #expect(try BERTTextClassifier.load(path).warnings == ["the bert's 'bert.\(tail)"])
    #expect(try SentenceEncoder.load(path).warnings == ["the bert's '\(tail)"])
    let classifier = try BERTStart(path).classifier(["c", "d"], FineTuneOptions(.finetune))
    #expect(classifier.warnings == ["the bert's 'bert.\(tail)"])
    let model = BERTPretraining(tiny)
    model.bert.embeddings.norm.bias.assign(broken)
    try Checkpoint.write(model, to: "\(path)/model.safetensors")
    #expect(try WordGuesser.load(path).warnings == ["the bert's 'bert.\(tail)"])
  }

  @Test("limits go with a checkpoint and a folder; what the folder's files cannot say is refused")
  func limits() throws {
    let folder = try ScratchFolder()
    let tokenizer = try WordPiece(Vocabulary(tokens), wordLimit: 4)
    let network = BERTClassifier(tiny)
    let classes = ClassNames(["bad", "good"])
    let classifier = BERTTextClassifier(
      network, tokenizer, limit: 9, truncation: .headAndTail, classes: classes)
    let file = "\(folder.path)/own.safetensors"
    var metadata = try classifier.metadata()
    try Checkpoint.write(network, to: file, metadata: metadata)
    let read = try BERTTextClassifier.load(file)
    #expect(read.tokenizer.wordLimit == 4 && read.limit == 9 && read.truncation == .headAndTail)
    // Older files do not say it.
    metadata.entries["preprocessing"] = metadata.entries["preprocessing"]?.replacing(
      ",\"wordLimit\":4", with: "")
    try Checkpoint.write(network, to: file, metadata: metadata)
    #expect(try BERTTextClassifier.load(file).tokenizer.wordLimit == 100)
    let path = "\(folder.path)/model"
    #expect { try BERTFolder.write(network, tokenizer, classes: classes, to: path) } throws: {
      "\($0)".contains("words of up to 4 characters")
    }
    let plain = try WordPiece(Vocabulary(tokens))
    #expect {
      try BERTFolder.write(
        network, plain, classes: classes, truncation: .headAndTail, to: path)
    } throws: {
      "\($0)".contains("both ends")
    }
    try BERTFolder.write(network, plain, classes: classes, limit: 9, truncation: .tail, to: path)
    let again = try BERTTextClassifier.load(path)
    #expect(again.limit == 9 && again.truncation == .tail)
  }

  @Test("a decoder that is not tied is refused where words are guessed alone")
  func untied() throws {
    let folder = try ScratchFolder()
    try folder.write(
      configurationText.replacing("{", with: "{\"tie_word_embeddings\": false, "), "config.json")
    try folder.write(tokens.joined(separator: "\n"), "vocab.txt")
    try Checkpoint.write(BERTPretraining(tiny), to: "\(folder.path)/model.safetensors")
    #expect(try SentenceEncoder.load(folder.path).embed(["a film"]).shape == [1, 16])
    #expect { try WordGuesser.load(folder.path) } throws: {
      "\($0)".contains("tie_word_embeddings")
    }
  }

  @Test("sentence-transformers' limit and pooling are kept; what is not known is refused")
  func sentenceSettings() throws {
    let folder = try ScratchFolder()
    let (config, modules) = ("1_Pooling/config.json", "modules.json")
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/1_Pooling", withIntermediateDirectories: true)
    try folder.write(configurationText, "config.json")
    try folder.write(tokens.joined(separator: "\n"), "vocab.txt")
    try Checkpoint.write(BERTEncoder(tiny), to: "\(folder.path)/model.safetensors")
    #expect(try SentenceEncoder.load(folder.path).pooling == .mean)
    try folder.write(#"{"max_seq_length": 5, "do_lower_case": false}"#, "sentence_bert_config.json")
    try folder.write(
      #"[{"path": "", "type": "a.Transformer"}, {"path": "1_Pooling", "type": "a.Pooling"}]"#,
      modules)
    try folder.write(
      #"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#, config)
    let encoder = try SentenceEncoder.load(folder.path)
    #expect(encoder.limit == 5 && encoder.pooling == .firstToken)
    let text = "a good film film film"
    #expect(encoder.embeddings(of: [text]).map(\.droppedTokenCount) == [2])
    let encoded = encoder.tokenizer.encode(text, limit: 5)
    let batch = TokenBatch([encoded], paddingID: encoder.tokenizer.paddingID)
    let first = encoder.bert(BERTInput(batch)).firstPosition()
    expectClose(
      encoder.embed([text]), first / first.square().sum(axes: [1], keepDims: true).sqrt(),
      relative: 1e-5)
    for mode in ["max_tokens", "mean_sqrt_len_tokens", "lasttoken", "mean_tokens"] {
      try folder.write(
        #"{"pooling_mode_cls_token": true, "pooling_mode_\#(mode)": true}"#, config)
      #expect { try SentenceEncoder.load(folder.path) } throws: { "\($0)".contains(config) }
    }
    try folder.write(#"{"pooling_mode": "cls"}"#, config)
    #expect(try SentenceEncoder.load(folder.path).pooling == .firstToken)
    try folder.write(#"{"pooling_mode": "max"}"#, config)
    #expect { try SentenceEncoder.load(folder.path) } throws: { "\($0)".contains(config) }
    try folder.write(#"{"pooling_mode_mean_tokens": true}"#, config)
    try folder.write(#"{"max_seq_length": 0}"#, "sentence_bert_config.json")
    #expect { try SentenceEncoder.load(folder.path) } throws: { "\($0)".contains("no room") }
    try folder.write(#"{"max_seq_length": 5}"#, "sentence_bert_config.json")
    try folder.write(#"[{"path": "2_Dense", "type": "a.Dense"}]"#, modules)
    #expect { try SentenceEncoder.load(folder.path) } throws: { "\($0)".contains("'Dense'") }
  }

  @Test("tokenizer.json serves where vocab.txt is missing")
  func tokenizerJSON() throws {
    let folder = try ScratchFolder()
    let entries = tokens.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ", ")
    try folder.write(configurationText, "config.json")
    try Checkpoint.write(BERTEncoder(tiny), to: "\(folder.path)/model.safetensors")
    try folder.write(
      """
      {"version": "1.0", "added_tokens": [{"id": 0}], "normalizer": {"type": "BertNormalizer",
       "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": false},
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
       "max_input_chars_per_word": 100, "vocab": {\(entries)}}}
      """, "tokenizer.json")
    let files = try BERTFolder(folder.path)
    #expect(files.tokenizer.cleaning == .cased)
    #expect(files.tokenizer.encode("films Films").ids == [2, 8, 9, 1, 3])
    try folder.write("{\"model\": {\"type\": \"BPE\", \"vocab\": {}}}", "tokenizer.json")
    #expect { try BERTFolder(folder.path) } throws: { "\($0)".contains("only WordPiece") }
    try folder.write(
      "{\"model\": {\"continuing_subword_prefix\": \"@\", \"vocab\": {}}}", "tokenizer.json")
    #expect { try BERTFolder(folder.path) } throws: { "\($0)".contains("only '##'") }
    try folder.write("{\"model\": {\"vocab\": {\"a\": 1}}}", "tokenizer.json")
    #expect { try BERTFolder(folder.path) } throws: { "\($0)".contains("the id 1 of 'a'") }
  }

  @Test(
    "a wrong configuration is refused with its reason",
    arguments: [
      ("\"bert\"", "\"roberta\"", "of the kind 'roberta'"),
      ("\"hidden_size\": 16", "\"hidden_size\": 15", "does not divide"),
      ("\"vocab_size\": 12, ", "", "lacks 'vocab_size'"),
      ("\"vocab_size\": 12", "\"vocab_size\": \"x\"", "'vocab_size' is of another kind"),
      ("\"gelu\"", "\"swish\"", "'hidden_act' has a value that is not supported"),
      ("\"vocab_size\": 12", "\"vocab_size\": 3", "12 tokens in the vocabulary, vocab_size 3"),
      ("{", "{\"is_decoder\": true, ", "is_decoder true"),
      (
        "{", "{\"problem_type\": \"multi_label_classification\", ",
        "problem_type 'multi_label_classification'"
      ),
      ("{", "[", "is no JSON"),
    ])
  func wrongConfiguration(old: String, new: String, message: String) throws {
    let folder = try ScratchFolder()
    try folder.write(configurationText.replacing(old, with: new, maxReplacements: 1), "config.json")
    try folder.write(tokens.joined(separator: "\n"), "vocab.txt")
    try Checkpoint.write(BERTEncoder(tiny), to: "\(folder.path)/model.safetensors")
    #expect { try BERTFolder(folder.path) } throws: { "\($0)".contains(message) }
  }

  @Test("missing files are named")
  func missingFiles() throws {
    let folder = try ScratchFolder()
    #expect { try BERTFolder("\(folder.path)/no") } throws: { "\($0)".contains("no such folder") }
    #expect { try BERTFolder(folder.path) } throws: { "\($0)".contains("config.json") }
    try folder.write(configurationText, "config.json")
    #expect { try BERTFolder(folder.path) } throws: { "\($0)".contains("model.safetensors") }
    try Checkpoint.write(BERTEncoder(tiny), to: "\(folder.path)/model.safetensors")
    #expect { try BERTFolder(folder.path) } throws: { "\($0)".contains("vocab.txt") }
  }

  @Test("guesses are probabilities of whole vocabularies; vectors have length 1")
  func guessing() throws {
    let tokenizer = try WordPiece(Vocabulary(tokens))
    let model = withSeed(6) { BERTPretraining(tiny) }
    let guesser = WordGuesser(model, tokenizer)
    let guesses = guesser.fill("a [MASK] film [MASK]", top: 12)
    #expect(guesses.count == 2)
    for guess in guesses {
      #expect(abs(guess.reduce(0) { $0 + $1.probability } - 1) < 1e-5)
      #expect(Set(guess.map(\.token)) == Set(tokens))
      #expect(zip(guess, guess.dropFirst()).allSatisfy { $0.probability >= $1.probability })
    }
    #expect(guesser.fill("a good film").isEmpty)
    let encoder = SentenceEncoder(model.bert, tokenizer)
    let sentences = ["a good film.", "", "the films the films the films the films bad bad", "bad"]
    let vectors = encoder.embed(sentences, batchSize: 2)
    #expect(vectors.shape == [4, 16])
    expectClose(vectors.square().sum(axes: [1]), .ones([4]), relative: 1e-5)
    for (row, sentence) in sentences.enumerated() {
      expectClose(
        encoder.embed([sentence]), vectors.sliced(axis: 0, range: row..<row + 1), relative: 1e-4)
    }
    #expect(abs(encoder.similarity("bad", "bad") - 1) < 1e-5)
  }
}
