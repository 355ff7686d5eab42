import BERT
import Checkpoints
import Foundation
import Layers
import Support
import Tasks
import Tensors
import Testing
import Tokenizers
import Transformer

@Suite("Texts, from training to answers")
struct TextTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private static let training = [
    "--sample", "--limit", "48", "--batch-size", "16", "--seed", "7", "--length", "32", "--json",
  ]
  private static let transformer =
    ["finetune", "transformer", "--min-frequency", "2", "--heads", "4"] + training

  @Test("W19: weights that are no numbers are told, and that their answers are none")
  func noNumbers() throws {
    try folder.writeBERT("broken", isBroken: true)
    let call = try Command(["sentiment", "bert", "--weights", "broken", "a film"], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.errors.contains("'classifier.weight' has NaN or infinity (64 of 64)"))
    #expect(call.errors.contains("answers with what is no number"), "\(call.errors)")
  }

  @Test("the Transformer is trained, resumed bit for bit, measured and asked")
  func transformer() throws {
    let whole = try Command(
      Self.transformer + ["--epochs", "2", "--output", "whole"], in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    let report = try object(whole.output)
    #expect(report["data"] as? String == "imdb (drawn sample)")
    #expect(report["metric"] as? String == "accuracy" && report["epochs"] as? Int == 2)
    #expect((report["next"] as? String)?.hasPrefix("zoo sentiment transformer") == true)
    for name in ["config.json", "log.jsonl", "curves.png", "confusion.png", "last.state"] {
      #expect(folder.has("whole/\(name)"), "\(name)")
    }
    let stopped = try Command(
      Self.transformer + ["--epochs", "2", "--output", "parts"], in: folder,
      signal: (SIGINT, "epoch 1/2"))
    #expect(stopped.status == 130 || stopped.status == 0, "\(stopped.errors)")
    let resumed = try Command(
      ["finetune", "transformer", "--resume", "parts", "--json"], in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(
      try Data(contentsOf: URL(filePath: folder.file("parts/last.safetensors")))
        == Data(contentsOf: URL(filePath: folder.file("whole/last.safetensors"))))

    let weights = ["--weights", "whole/best.safetensors"]
    let figures = try Command(
      ["eval", "transformer", "--sample", "--limit", "40", "--json", "--output", "figures"]
        + weights, in: folder)
    #expect(figures.status == 0, "\(figures.errors)")
    let measured = try object(figures.output)
    #expect((measured["confusion"] as? [[Int]])?.joined().reduce(0, +) == 40)
    #expect(measured["f1"] is NSNumber && measured["accuracy"] is NSNumber)
    #expect(folder.has("figures/confusion.png"))
    let wrong = (measured["mistakes"] as? [[String: Any]]) ?? []
    #expect(wrong.allSatisfy { ($0["label"] as? String) != ($0["answer"] as? String) })
    let missed = try Command(
      ["eval", "transformer", "--sample", "--limit", "40", "--min-accuracy", "1", "--worst", "1"]
        + weights, in: folder)
    #expect(missed.status == 1 || missed.output.contains("accuracy 1.0000"), "\(missed.errors)")

    // A table alone is measured as a whole.
    try folder.write("own.tsv", Array("Good.\tpos\nBad.\tneg\nDull.\tneg\nFine.\tpos\n".utf8))
    let own = try Command(
      ["eval", "transformer", "--data", "own.tsv", "--json"] + weights, in: folder)
    #expect(own.status == 0, "\(own.errors)")
    #expect(try object(own.output)["count"] as? Int == 4)

    // A state that cannot be restored leaves the settings as they were.
    let settings = try Data(contentsOf: URL(filePath: folder.file("parts/config.json")))
    try folder.write("parts/last.state", Array("broken".utf8))
    let failed = try Command(
      ["finetune", "transformer", "--resume", "parts", "--epochs", "3"], in: folder)
    #expect(failed.status != 0, "\(failed.errors)")
    #expect(try Data(contentsOf: URL(filePath: folder.file("parts/config.json"))) == settings)

    let answer = try Command(
      ["sentiment", "transformer", "-", "A <b>good</b> film.", "--json", "--html", "page.html"]
        + weights, in: folder, input: Array("Not good.\r\n\n".utf8) + [0xFF, 0x0A])
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(answer.errors.contains("repaired 1 place of standard input"))
    #expect(answer.errors.contains("zoo: warning: 1 empty line of standard input\n"))
    // An answer for each line and argument, in their order.
    #expect(
      try answer.lines.dropLast().map { try object($0)["text"] as? String }
        == ["Not good.", "", "\u{FFFD}", "A <b>good</b> film."])
    let first = try object(answer.lines[0])
    #expect(first["text"] as? String == "Not good." && first["dropped_tokens"] as? Int == 0)
    let shares = (first["classes"] as? [[String: Any]])?.compactMap { $0["probability"] as? Double }
    #expect(abs((shares ?? []).reduce(0, +) - 1) < 1e-6)
    let page = try String(contentsOfFile: folder.file("page.html"), encoding: .utf8)
    #expect(page.contains("block 2") && page.contains("&lt;") && !page.contains("<b>"))
    let strange = try Command(
      ["sentiment", "transformer", "Qwertz.", "The film"] + weights, in: folder)
    #expect(strange.status == 0 && strange.lines.count == 2, "\(strange.errors)")
    #expect(
      strange.errors.contains("zoo: warning: no known word in 'Qwertz.': its answer means nothing")
        && !strange.errors.contains("'The film'"), "\(strange.errors)")
    let blank = try Command(
      ["sentiment", "transformer", "-"] + weights, in: folder, input: Array("\n \t\r\n".utf8))
    #expect(blank.status == 0 && blank.lines.count == 2, "\(blank.errors)")
    #expect(blank.errors.contains("warning: 2 empty lines of standard input\n"))
    #expect(blank.errors.contains("no known word in ''"), "\(blank.errors)")
    let argument = try Command(["sentiment", "transformer", ""] + weights, in: folder)
    #expect(argument.status == 0 && argument.output == "\(blank.lines[0])\n", "\(argument.errors)")
    let none = try Command(["sentiment", "transformer", "-"] + weights, in: folder)
    #expect(none.status == 66 && none.output.isEmpty, "\(none.errors)")
    #expect(none.errors.contains("standard input holds no text"))
    let long = String(repeating: "good ", count: 50)
    let cut = try Command(["sentiment", "transformer", long] + weights, in: folder)
    #expect(
      cut.status == 0
        && cut.errors.contains("zoo: cut: 1 of 1 text, too long: 20 tokens not read\n"),
      "\(cut.errors)")
    let several = ["sentiment", "transformer", long, "The film", long, "--quiet"] + weights
    let loud = try Command(several.filter { $0 != "--quiet" }, in: folder)
    #expect(loud.errors.ranges(of: "too long").count == 1, "\(loud.errors)")
    #expect(loud.errors.contains("cut: 2 of 3 texts, too long: 40 tokens not read\n"))
    let quiet = try Command(several, in: folder)
    #expect(quiet.status == 0 && quiet.errors.isEmpty && quiet.lines.count == 3, "\(quiet.errors)")
    let told = try Command(
      ["sentiment", "transformer", long, "Qwertz.", "--json", "--html", "told.html"] + weights,
      in: folder)
    #expect(try told.lines.map { try object($0)["known"] as? Bool } == [true, false, nil])
    let notes = try String(contentsOfFile: folder.file("told.html"), encoding: .utf8)
    #expect(notes.contains("20 words or pieces of it") && notes.contains("means nothing"))
    let unread = [String](repeating: "good", count: 20).joined(separator: " ")
    #expect(notes.contains("<s class=\"unread\">\(unread)</s>"))
    let ofRun = try Command(["sentiment", "transformer", long, "--weights", "whole"], in: folder)
    #expect(ofRun.status == 0 && ofRun.output == cut.output, "\(ofRun.errors)")
  }

  @Test("BERT is trained from a folder, measured, asked; texts become vectors")
  func bert() throws {
    try folder.writeBERT()
    let call = try Command(
      ["finetune", "bert", "--weights", "model", "--epochs", "1", "--mode", "finetune"]
        + Self.training + ["--output", "run"], in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(try object(call.output)["weights"] as? String == "model")
    let again = try Command(
      ["finetune", "bert", "--weights", "run/last.safetensors", "--epochs", "1"]
        + ["--trained-layers", "2"] + Self.training + ["--output", "further"], in: folder)
    #expect(again.status == 0, "\(again.errors)")
    for (flag, value, message) in [
      ("--trained-layers", "3", "has 2 layers, not 3 to train"),
      ("--length", "5000", "positions, not texts of 5000 tokens"),
    ] {
      let call = try Command(
        ["finetune", "bert", "--weights", "model"] + Self.training + [flag, value], in: folder)
      #expect(call.status == 64 && call.output.isEmpty, "\(flag): \(call.errors)")
      #expect(call.errors.contains(message), "\(call.errors)")
    }
    // From another folder, where the weights have another name.
    try FileManager.default.createDirectory(
      atPath: folder.file("below"), withIntermediateDirectories: true)
    for (more, status, message) in [
      ([], 66, "../run was begun with these weights"),
      (["--weights", "../model"], 64, "weights model → ../model"),
      (["--weights", "../model", "--resume-anyway"], 0, "weights model → ../model"),
    ] as [([String], Int32, String)] {
      let call = try Command(
        ["finetune", "bert", "--resume", "../run", "--epochs", "2"] + Self.training + more,
        in: folder, under: ["/bin/sh", "-c", "cd below && exec \"$0\" \"$@\""])
      #expect(call.status == status, "\(more): \(call.errors)")
      #expect(call.errors.contains(message), "\(call.errors)")
    }
    let figures = try Command(
      ["eval", "bert", "--sample", "--limit", "24", "--weights", "run/best.safetensors"], in: folder
    )
    #expect(figures.status == 0 && figures.output.contains("accuracy"), "\(figures.errors)")
    for weights in ["model", "further", "further/last.safetensors"] {
      let answer = try Command(
        ["sentiment", "bert", "The film was not bad.", "--weights", weights, "--html", "b.html"],
        in: folder)
      #expect(answer.status == 0 && answer.output.contains("pos 0."), "\(answer.errors)")
      #expect(
        try String(contentsOfFile: folder.file("b.html"), encoding: .utf8).contains("layer 2"))
    }
    let wordless = try Command(["sentiment", "bert", "?!", "--weights", "model"], in: folder)
    #expect(
      wordless.status == 0 && wordless.errors.contains("no known word in '?!'"),
      "\(wordless.errors)")
    let convert = ["weights", "convert", "run/best.safetensors", "converted", "--transformers"]
    let converted = try Command(convert, in: folder)
    #expect(converted.status == 0, "\(converted.errors)")
    #expect(converted.errors.contains("it will read their head"))
    let answers = try ["run/best.safetensors", "converted"].map { weights in
      try Command(["sentiment", "bert", "A dull film.", "--weights", weights], in: folder).output
    }
    #expect(answers[0] == answers[1] && !answers[0].isEmpty)
    // A run's classifier sees what its notes say.
    let own = try BERTTextClassifier.load(folder.file("run/best.safetensors"))
    let encoded = own.tokenizer.encode("A film.")
    try write(["ids": IntTensor(encoded.ids, shape: [1, encoded.count])], "in.safetensors")
    let raw = try Command(
      ["forward", "bert", "--weights", "run/best.safetensors", "--input", "in.safetensors"]
        + ["--output", "out.safetensors"], in: folder)
    #expect(raw.status == 0, "\(raw.errors)")
    let outputs = try Checkpoint.load(folder.file("out.safetensors"))
    let input = BERTInput(TokenBatch([encoded], paddingID: own.tokenizer.paddingID))
    expectClose(
      try #require(outputs["logits"]).tensor(), own.network(input), relative: 1e-4)
    let alike = try Command(
      ["embed", "bert", "A film.", "a film.", "--weights", "model"], in: folder)
    #expect(alike.output == "1.0000\n", "\(alike.errors)")
    let vectors = try Command(
      ["embed", "bert", "A film.", "--json", "--weights", "model"], in: folder)
    #expect((try object(vectors.output)["vector"] as? [Double])?.count == 32)
    let long = try Command(
      ["embed", "bert", "A film.", String(repeating: "good ", count: 70), "--weights", "model"],
      in: folder)
    #expect(
      long.status == 0
        && long.errors.contains("zoo: cut: 1 of 2 texts, too long: 8 tokens not read\n"),
      "\(long.errors)")
    let nothing = try Command(["embed", "bert", "", "A film.", "--weights", "model"], in: folder)
    #expect(nothing.status == 0, "\(nothing.errors)")
    #expect(
      nothing.errors == "zoo: warning: no known word in '': its answer means nothing\n",
      "\(nothing.errors)")
    let known = try Command(
      ["embed", "bert", "?!", "A film.", "--json", "--weights", "model"], in: folder)
    #expect(try known.lines.map { try object($0)["known"] as? Bool } == [false, true])
    let guess = try Command(["fill", "bert", "a [MASK]", "--weights", "model"], in: folder)
    #expect(guess.status == 65 && guess.errors.contains("has no head for masked words"))
  }

  @Test("a vocabulary that lacks lines is told with both numbers")
  func shortVocabulary() throws {
    try folder.writeBERT()
    let files = try BERTFolder(folder.file("model"))
    let model = withSeed(5) { BERTPretraining(files.configuration) }
    try Checkpoint.write(model, to: folder.file("model/model.safetensors"))
    let whole = try Command(["fill", "bert", "a [MASK]", "--weights", "model"], in: folder)
    #expect(whole.status == 0 && whole.errors.isEmpty, "\(whole.errors)")
    let tokens = files.tokenizer.vocabulary.tokens
    let text = tokens.dropLast(5).joined(separator: "\n") + "\n"
    try folder.write("model/vocab.txt", Array(text.utf8))
    for arguments in [["embed", "bert", "a film", "film"], ["fill", "bert", "a [MASK]"]] {
      let call = try Command(arguments + ["--weights", "model"], in: folder)
      #expect(call.status == 0, "\(call.errors)")
      let counts = "only \(tokens.count - 5) tokens in the vocabulary, vocab_size \(tokens.count)"
      #expect(call.errors.hasPrefix("zoo: warning: model: \(counts) "), "\(call.errors)")
    }
    let training = try Command(
      ["finetune", "bert", "--weights", "model", "--epochs", "1"] + Self.training
        + ["--output", "run"], in: folder)
    let answer = try Command(["sentiment", "bert", "a film", "--weights", "run"], in: folder)
    for call in [training, answer] {
      #expect(call.status == 0, "\(call.errors)")
      #expect(call.errors.contains("only \(tokens.count - 5) tokens"), "\(call.errors)")
    }
  }

  @Test(
    "C5: a text on standard input is answered before the next one is there",
    arguments: ["sentiment", "embed", "fill"])
  func streamed(verb: String) throws {
    try folder.writeBERT()
    let mask = verb == "fill" ? " [MASK]" : ""
    if verb == "fill" {
      let model = BERTPretraining(try BERTFolder(folder.file("model")).configuration)
      try Checkpoint.write(model, to: folder.file("model/model.safetensors"))
    }
    let again = [String](repeating: "Again.\(mask)", count: 300)
    let call = try StreamedCall(
      [verb, "bert", "--weights", "model", "--json", "-", "Last.\(mask)"], in: folder,
      first: "First.\(mask)\n", rest: again.map { $0 + "\n" }.joined() + "The film\(mask)")
    let expected = ["First.\(mask)"] + again + ["The film\(mask)", "Last.\(mask)"]
    #expect(call.answers.map { $0["text"] as? String } == expected)
  }

  @Test("a page takes the place of a page only, and what cannot be written is told before any work")
  func pages() throws {
    try folder.writeBERT()
    func ask(_ path: String, _ more: String...) throws -> Command {
      try Command(
        ["sentiment", "bert", "The film", "--weights", "model", "--html", path] + more, in: folder)
    }
    let notes = Array("My notes.\n".utf8)
    try folder.write("notes.txt", notes)
    try FileManager.default.createDirectory(
      atPath: folder.file("pages"), withIntermediateDirectories: true)
    let refusals: [(path: String, status: Int32, message: String)] = [
      ("notes.txt", 64, "--html notes.txt is there and is no page"),
      ("pages", 64, "--html pages is a folder"), ("-", 64, "--html -: no page goes to"),
      ("", 64, "--html is empty"), ("none/x.html", 73, "none: no such folder"),
    ]
    for (path, status, message) in refusals {
      let call = try ask(path)
      #expect(call.status == status && call.output.isEmpty, "\(path): \(call.errors)")
      #expect(call.errors.contains(message), "\(call.errors)")
      #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
    }
    #expect(try Data(contentsOf: URL(filePath: folder.file("notes.txt"))) == Data(notes))
    #expect(!folder.has("-"))
    try folder.write("pages/empty.html", [])
    for path in ["pages/new.html", "pages/new.html", "pages/empty.html"] {
      let call = try ask(path)
      #expect(call.status == 0 && call.output.hasSuffix("  → \(path)\n"), "\(call.errors)")
      #expect(
        try String(contentsOfFile: folder.file(path), encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
    }
    let lines = try ask("pages/new.html", "--json").lines
    #expect(try lines.map { try object($0)["page"] as? String } == [nil, "pages/new.html"])
  }

  @Test("masked words are guessed, with their probabilities")
  func filling() throws {
    try folder.writeBERT()
    let files = try BERTFolder(folder.file("model"))
    let model = withSeed(5) { BERTPretraining(files.configuration) }
    try Checkpoint.write(model, to: folder.file("model/model.safetensors"))
    let call = try Command(
      ["fill", "bert", "the [MASK] was [MASK].", "--top", "3", "--json", "--weights", "model"],
      in: folder)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.lines.count == 2)
    let expected = WordGuesser(model, files.tokenizer).fill("the [MASK] was [MASK].", top: 3)
    for (line, guesses) in zip(call.lines, expected) {
      let tokens = try object(line)["guesses"] as? [[String: Any]]
      #expect(tokens?.compactMap { $0["token"] as? String } == guesses.map(\.token))
    }
    let none = try Command(["fill", "bert", "x", "--weights", "model"], in: folder)
    #expect(none.status == 65 && none.errors.contains("no [MASK] in 'x'"), "\(none.errors)")
    let late = try Command(
      ["fill", "bert", String(repeating: "good ", count: 70) + "[MASK]", "--weights", "model"],
      in: folder)
    #expect(late.status == 65 && late.errors.contains("no [MASK] is read of"), "\(late.errors)")
  }

  @Test("raw tensors of the networks are those of the modules")
  func forward() throws {
    let configuration = TransformerConfiguration(
      wordCount: 50, size: 32, hiddenCount: 48, length: 256, positions: .book)
    let network = withSeed(2) { TransformerClassifier(configuration) }
    try Checkpoint.write(network, to: folder.file("t.safetensors"))
    let texts = TextInput(2, length: 16, tokenCount: 50, paddingID: 1)
    try write(["ids": texts.ids, "mask": texts.mask], "in.safetensors")
    func run(_ name: String, _ weights: String) throws -> Checkpoint {
      let call = try Command(
        ["forward", name, "--weights", weights, "--input", "in.safetensors"]
          + ["--output", "out.safetensors"], in: folder)
      #expect(call.status == 0, "\(call.errors)")
      return try Checkpoint.load(folder.file("out.safetensors"))
    }
    let outputs = try run("transformer", "t.safetensors")
    let (logits, attention) = network.withAttention(texts.ids, mask: texts.mask)
    expectClose(try #require(outputs["logits"]).tensor(), logits, relative: 1e-5)
    expectClose(
      try #require(outputs["attention2"]).tensor(), attention[1].squeezed(axis: 1), relative: 1e-5)
    let paper = try run("transformer.paper_positions", "t.safetensors")
    #expect(try #require(paper["logits"]).floats() != logits.scalars)

    let body = BERTConfiguration(
      tokenCount: 50, size: 96, layerCount: 2, headCount: 12, hiddenCount: 64, positionCount: 32)
    let encoder = withSeed(3) { BERTEncoder(body) }
    try Checkpoint.write(encoder, to: folder.file("b.safetensors"))
    try write(["ids": texts.ids, "mask": texts.mask, "types": texts.types], "in.safetensors")
    let input = BERTInput(ids: texts.ids, types: texts.types, mask: texts.mask)
    let vectors = try run("bert.minilm", "b.safetensors")
    expectClose(
      try #require(vectors["embedding"]).tensor(),
      SentenceEncoder.meanPooled(encoder(input), mask: input.mask), relative: 1e-5)
    try write(["ids": IntTensor([51], shape: [1, 1])], "in.safetensors")
    let wrong = try Command(
      ["forward", "bert.minilm", "--weights", "b.safetensors", "--input", "in.safetensors"]
        + ["--output", "out.safetensors"], in: folder)
    #expect(wrong.status == 65 && wrong.errors.contains("knows 0…49"), "\(wrong.errors)")
  }

  @Test("tables of one's own: columns by name, broken rows named and left out, copies found")
  func tables() throws {
    let rows = (0..<40).map {
      "\($0),\"the film was \($0 % 2 == 0 ? "good" : "dull"), \($0)\",\($0 % 2)"
    }
    let good = (["id,words,kind"] + rows).joined(separator: "\n")
    try folder.write("r.csv", Array(good.utf8))
    try folder.write("broken.csv", Array((good + "\n41,\"never closed,1").utf8))
    let columns = ["--text-column", "words", "--label-column", "kind"]
    func train(_ table: String, _ more: [String]) throws -> Command {
      try Command(
        ["finetune", "transformer", "--data", table, "--epochs", "1", "--batch-size", "16"]
          + ["--min-frequency", "1", "--output", UUID().uuidString] + columns + more, in: folder)
    }
    let call = try train("r.csv", ["--json"])
    #expect(call.status == 0, "\(call.errors)")
    let broken = try train("broken.csv", [])
    #expect(broken.status == 65 && broken.errors.contains("line 42: a quote that is never closed"))
    let skipped = try train("broken.csv", ["--skip-broken", "--json"])
    #expect(skipped.status == 0, "\(skipped.errors)")
    #expect(try object(skipped.output)["skipped"] as? Int == 1)
    let own = try Command(["data", "check", "r.csv", "--json"] + columns, in: folder)
    #expect(own.status == 0, "\(own.errors)")
    try FileManager.default.createDirectory(
      atPath: folder.file("copies"), withIntermediateDirectories: true)
    let copies = "text\tlabel\n" + (0..<12).map { "text \($0)\t\($0 % 2)" }.joined(separator: "\n")
    try folder.write("copies/train.tsv", Array(copies.utf8))
    try folder.write("copies/test.tsv", Array("text\tlabel\ntext 3\t1\n".utf8))
    let check = try Command(["data", "check", "copies", "--json"], in: folder)
    #expect(check.status == 65 && check.errors.contains("1 text in two parts"), "\(check.errors)")
    let found = try object(check.output)
    #expect(found["counted"] as? String == "texts" && found["test"] as? [Int] == [0, 1])
    let pair = ((found["in_both_parts"] as? [[String]])?.first ?? []).joined(separator: " ")
    #expect(pair.contains("(test)"), "\(pair)")
  }

  @Test(
    "wrong arguments are answered in one line",
    arguments: [
      (["sentiment", "vgg16", "x"], 64, "for classification"),
      (["sentiment", "transformer", "x", "--weights", "none"], 64, "random weights know nothing"),
      (["sentiment", "bert", "x"], 69, "no weights are registered for bert"),
      (["finetune", "bert", "--sample"], 69, "a folder as transformers writes it"),
      (["finetune", "bert", "--sample", "--mode", "scratch"], 64, "for random weights too"),
      (["finetune", "bert", "--sample", "--heads", "2"], 64, "is for transformer"),
      (["finetune", "transformer", "--sample", "--layer-decay", "1"], 64, "is for bert"),
      (["finetune", "transformer", "--sample", "--heads", "7"], 64, "7 heads"),
      (["finetune", "transformer", "--sample", "--momentum", "0.5"], 64, "--momentum"),
      (["finetune", "vgg16", "--sample", "--length", "9"], 64, "for classifiers of texts"),
      (["finetune", "vgg16", "--data", "imdb", "--offline"], 65, "it holds texts"),
      (["finetune", "transformer", "--data", "ants_bees", "--offline"], 65, "it holds pictures"),
      (["finetune", "transformer", "--data", "missing.tsv"], 66, "missing.tsv"),
      (["fill", "bert", "a [MASK]", "--weights", "no"], 66, "no such folder"),
      (["embed", "bert", "one", "--weights", "no"], 64, "1 text: give two to compare"),
      (["data", "preview", "imdb", "--sample"], 64, "holds texts"),
    ])
  func usage(arguments: [String], status: Int32, message: String) throws {
    let call = try Command(arguments, in: folder)
    #expect(call.status == status, "\(call.errors)")
    let faults = call.errors.split(separator: "\n").filter { $0.hasPrefix("zoo: error: ") }
    #expect(faults.count == 1 && faults[0].contains(message), "\(call.errors)")
  }

  /// Writes whole numbers as a safetensors file.
  private func write(_ tensors: [String: IntTensor], _ name: String) throws {
    var header: [String: Any] = [:]
    var data = Data()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let start = data.count
      for value in tensor.scalars {
        withUnsafeBytes(of: Int64(value).littleEndian) { data.append(contentsOf: $0) }
      }
      header[name] = ["dtype": "I64", "shape": tensor.shape, "data_offsets": [start, data.count]]
    }
    let json = try JSONSerialization.data(withJSONObject: header)
    var file = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
    file.append(json)
    file.append(data)
    try file.write(to: URL(filePath: folder.file(name)))
  }
}
