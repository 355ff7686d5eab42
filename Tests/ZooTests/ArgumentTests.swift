import Foundation
import Images
import Testing

/// A flag, and values that it must refuse.
private struct BadFlag: CustomTestStringConvertible, Sendable {
  /// The verb and what it needs.
  let verb: [String]
  let flag: String
  let values: [String]
  /// What messages call it, where they do not name the flag.
  let name: String
  var testDescription: String { "\(verb.prefix(2).joined(separator: " ")) \(flag)" }

  init(_ verb: String, _ flag: String, _ values: [String], as name: String? = nil) {
    self.verb = verb.split(separator: " ").map(String.init)
    self.flag = flag
    self.values = values
    self.name = name ?? String(flag.dropFirst(2)).replacing("-", with: " ")
  }

  /// What no number of things is.
  private static let counts = ["0", "-5", "1e9", "NaN", "abc", "1.5", "99999999999999999999", ""]
  /// What no share, rate or factor is.
  private static let reals = ["abc", "nan", "inf", "-0.5", "1e400", ""]

  static let all: [BadFlag] = [
    BadFlag("finetune vgg16 --sample", "--batch-size", counts + ["1000000000"], as: "batch"),
    BadFlag("finetune vgg16 --sample", "--micro-batch-size", counts, as: "micro-batch"),
    BadFlag("finetune vgg16 --sample", "--epochs", counts + ["1000001"]),
    BadFlag("finetune vgg16 --sample", "--limit", counts),
    BadFlag("finetune vgg16 --sample", "--threads", counts + ["1025"]),
    BadFlag("finetune vgg16 --sample", "--patience", ["0", "-1", "abc"]),
    BadFlag("finetune vgg16 --sample", "--keep", ["-1", "abc", "1.5"], as: "kept checkpoints"),
    BadFlag("finetune vgg16 --sample", "--seed", ["-1", "abc", "1.5", "99999999999999999999999"]),
    BadFlag("finetune vgg16 --sample", "--learning-rate", reals + ["0"]),
    BadFlag("finetune vgg16 --sample", "--momentum", reals + ["1", "2"]),
    BadFlag("finetune vgg16 --sample", "--weight-decay", reals),
    BadFlag("finetune vgg16 --sample", "--width", reals + ["0", "100"]),
    BadFlag("finetune vgg16 --sample", "--mode", ["", "all", "TRANSFER"]),
    BadFlag("finetune ssd --sample", "--warm-up", ["-1", "abc"], as: "a warm-up of"),
    BadFlag("finetune ssd --sample", "--frozen-layers", ["-1", "99", "abc"]),
    BadFlag(
      "finetune ssd --sample", "--evaluate-every", ["0", "-1", "abc"], as: "an evaluation every"),
    BadFlag("finetune ssd --sample", "--augmentation", ["", "none2"]),
    BadFlag("finetune ssd --sample", "--optimizer", ["", "lbfgs"]),
    BadFlag("finetune ssd --sample", "--schedule", ["", "wave"]),
    BadFlag("finetune ssd --sample", "--bad-boxes", ["", "keep"]),
    BadFlag("finetune ssd --sample", "--image-sets", ["", "a", "a,b,c", "../a,b"]),
    BadFlag(
      "finetune mnist --sample --form connected", "--layers", ["0", "-1", "1", "1000", "abc"]),
    BadFlag("finetune mnist --sample --form connected", "--dropout", ["-0.5", "1", "nan", "abc"]),
    BadFlag("finetune mnist --sample", "--form", ["", "round"]),
    BadFlag("finetune mnist --sample", "--digits", ["", "10", "7,", "a", "-1", "7 8"]),
    BadFlag("finetune transformer --sample", "--length", ["0", "-1", "1", "abc"], as: "texts of"),
    BadFlag("finetune transformer --sample", "--heads", ["0", "-1", "7", "abc"]),
    BadFlag(
      "finetune transformer --sample", "--min-frequency", ["0", "-1", "abc"], as: "words that occur"
    ),
    BadFlag("finetune transformer --sample", "--word-limit", ["0", "-1", "abc"], as: "words"),
    BadFlag(
      "finetune transformer --sample", "--warm-up-share", ["-0.5", "2", "nan", "abc"],
      as: "a warm-up of"),
    BadFlag("finetune transformer --sample", "--truncation", ["", "middle"]),
    BadFlag("finetune bert --sample", "--trained-layers", ["-1", "abc"], as: "trained layers"),
    BadFlag("finetune bert --sample", "--layer-decay", ["-0.5", "2", "nan", "abc"], as: "factor"),
    BadFlag(
      "finetune dcgan --sample", "--discriminator-rate", ["-0.5", "0", "nan", "abc"], as: "rate"),
    BadFlag(
      "finetune dcgan --sample", "--betas", ["", "0.5", "1,0.9", "nan,0.9", "a,b"]),
    BadFlag(
      "finetune dcgan --sample", "--average-decay", ["-0.5", "1", "2", "nan", "abc"], as: "average"),
    BadFlag("finetune efficientgan --sample", "--quantile", ["-0.5", "2", "nan", "abc"]),
    BadFlag("finetune efficientgan --sample", "--norm-scale", ["nan", "inf", "abc"], as: "scale"),
    BadFlag("eval vgg16 --sample", "--batch-size", counts + ["5000"], as: "batch"),
    BadFlag("eval vgg16 --sample", "--min-accuracy", ["-0.5", "2", "nan", "abc"]),
    BadFlag("eval ssd --sample", "--min-map", ["-0.5", "2", "nan"]),
    BadFlag("eval efficientgan --sample", "--min-auc", ["-0.5", "2", "nan"]),
    BadFlag("eval transformer --sample", "--worst", ["-1", "abc"]),
    BadFlag("eval dcgan --sample", "--keep", ["0", "-1", "2", "nan"]),
    BadFlag("classify vgg16 a.png", "--top", ["0", "-1", "1001", "abc"]),
    BadFlag("classify vgg16 a.png", "--threads", ["0", "-1", "abc"]),
    BadFlag("detect ssd a.png", "--threshold", ["-0.5", "2", "nan", "abc"]),
    BadFlag("detect ssd a.png", "--limit", ["0", "-1"]),
    BadFlag("generate dcgan", "--count", ["0", "-1", "5000", "abc"]),
    BadFlag("generate dcgan", "--columns", ["0", "-1", "5000"]),
    BadFlag("generate dcgan", "--keep", ["0", "-1", "2", "nan"]),
    BadFlag("generate dcgan", "--output", ["", "a.jpg"]),
    BadFlag("anomaly efficientgan a.png", "--threshold", ["nan", "inf", "abc"]),
    BadFlag("anomaly anogan a.png", "--steps", ["-1", "1000001", "abc"]),
    BadFlag("anomaly anogan a.png", "--restarts", ["0", "-1", "abc"]),
    BadFlag("sentiment transformer x", "--top", ["0", "-1", "abc"]),
    BadFlag("fill bert --weights x x[MASK]", "--top", ["0", "-1", "abc"]),
    BadFlag("benchmark matmul_2048", "--seconds", ["-1", "nan", "inf", "1e9", "abc"]),
    BadFlag("data preview ants_bees", "--limit", ["0", "-1", "401", "abc"]),
    BadFlag("weights convert a.pth b.safetensors", "--precision", ["", "float8"]),
  ]
}

@Suite("Arguments that make no sense")
struct ArgumentTests {
  let folder: Folder

  init() throws {
    folder = try Folder()
  }

  @Test("C3: the table has 150 lines and more")
  func count() {
    #expect(BadFlag.all.reduce(0) { $0 + $1.values.count } >= 150)
  }

  @Test(
    "C3: a value that a flag cannot have is refused with 64, both named, before any work",
    arguments: BadFlag.all)
  private func values(bad: BadFlag) throws {
    for value in bad.values {
      let call = try Command(
        bad.verb + [bad.flag, value], in: folder, under: ["/usr/bin/timeout", "-k", "1", "60"])
      let line = "\(bad.flag) \(value): \(call.errors)"
      #expect(call.status == 64, "\(line)")
      #expect(call.output.isEmpty, "\(line)")
      #expect(call.errors.hasPrefix("zoo: error: "), "\(line)")
      #expect(call.errors.split(separator: "\n").count == 1, "\(line)")
      let isNamed = [bad.flag, bad.name].contains {
        call.errors.localizedCaseInsensitiveContains($0)
      }
      #expect(isNamed, "\(line)")
      // As it was given, or as the number that it is.
      let forms = value.split(separator: ",").map { part in
        [String(part)] + (Double(part).map { ["\($0)"] } ?? [])
      }
      let isShown = forms.allSatisfy { forms in
        forms.contains { call.errors.localizedCaseInsensitiveContains($0) }
      }
      #expect(isShown, "\(line)")
    }
    #expect(try leftovers() == [])
  }

  /// What calls wrote.
  private func leftovers() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { ![".input", ".output", ".errors"].contains($0) }
  }

  @Test(
    "C3: flags that contradict each other, or are of another model, are refused before any work",
    arguments: [
      (["finetune", "vgg16", "--sample", "--no-sample"], "--sample"),
      (["anomaly", "efficientgan", "a.png", "--csv", "--json"], "--csv"),
      (["anomaly", "anogan", "a.png", "--trajectory", "--output", "none"], "--trajectory"),
      (["anomaly", "efficientgan", "a.png", "--trajectory"], "--trajectory"),
      (["anomaly", "efficientgan", "a.png", "--steps", "5"], "--steps"),
      (["generate", "dcgan", "--attention"], "--attention"),
      (["eval", "vgg16", "--sample", "--judge", "mnist"], "--judge"),
      (["eval", "vgg16", "--sample", "--keep", "0.5"], "--keep"),
      (["eval", "vgg16", "--sample", "--normal", "7,8"], "--normal"),
      (["eval", "vgg16", "--sample", "--min-map", "0.5"], "--min-map"),
      (["finetune", "vgg16", "--sample", "--betas", "0,0.9"], "--betas"),
      (["finetune", "vgg16", "--sample", "--warm-up", "3"], "--warm-up"),
      (["finetune", "vgg16", "--sample", "--heads", "3"], "--heads"),
      (["finetune", "vgg16", "--sample", "--form", "connected"], "--form"),
      (["finetune", "vgg16", "--sample", "--quantile", "0.5"], "--quantile"),
      (["finetune", "vgg16", "--sample", "--digits", "7,8"], "--digits"),
      (["finetune", "dcgan", "--sample", "--momentum", "0.5"], "--momentum"),
      (["finetune", "transformer", "--sample", "--layer-decay", "0.5"], "--layer-decay"),
      (["finetune", "bert", "--sample", "--heads", "3"], "--heads"),
      (["finetune", "vgg16", "--sample", "--size", "3"], "--size"),
      (["finetune", "vgg16", "--sample", "--lr", "0.1"], "--lr"),
      (["finetune", "vgg16", "--batch", "0"], "--batch"),
    ])
  func contradictions(arguments: [String], flag: String) throws {
    let call = try Command(arguments, in: folder)
    #expect(call.status == 64, "\(call.errors)")
    #expect(call.output.isEmpty)
    #expect(call.errors.contains(flag), "\(call.errors)")
    #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
    #expect(try leftovers() == [])
  }

  // MARK: Files of settings

  /// The settings of a recipe, with a change.
  private func settings(
    _ model: String, _ change: (inout [String: Any]) -> Void = { _ in }
  ) throws -> [UInt8] {
    let printed = try Command(["finetune", model, "--sample", "--print-config"], in: folder)
    #expect(printed.status == 0, "\(printed.errors)")
    var values = try #require(
      try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any])
    change(&values)
    return [UInt8](try JSONSerialization.data(withJSONObject: values))
  }

  /// The refusal of settings, before any work.
  private func expectRefusal(
    _ model: String, _ content: [UInt8], _ texts: [String],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    try folder.write("config.json", content)
    let call = try Command(
      ["finetune", model, "--config", "config.json", "--output", "run"], in: folder)
    #expect(call.status == 64, "\(call.errors)", sourceLocation: location)
    #expect(call.output.isEmpty, sourceLocation: location)
    #expect(
      call.errors.split(separator: "\n").count == 1, "\(call.errors)", sourceLocation: location)
    for text in texts {
      #expect(call.errors.contains(text), "\(call.errors)", sourceLocation: location)
    }
    #expect(!folder.has("run"), sourceLocation: location)
  }

  @Test(
    "C3: a setting that nobody knows is refused with its name, value and the nearest one",
    arguments: ["vgg16", "ssd", "mnist", "dcgan", "sagan", "anogan", "efficientgan", "transformer"])
  func unknownSettings(model: String) throws {
    try expectRefusal(
      model, settings(model) { $0["widht"] = 0.5 }, ["widht is 0.5", "did you mean 'width'?"])
    // Those of anomalies have the settings of the training within their own.
    let isNested = ["anogan", "efficientgan"].contains(model)
    try expectRefusal(
      model,
      settings(model) {
        var options = $0["options"] as? [String: Any] ?? [:]
        var training = isNested ? options["training"] as? [String: Any] ?? [:] : options
        training["epochs"] = 7
        if isNested { options["training"] = training } else { options = training }
        $0["options"] = options
      }, [isNested ? "options.training.epochs is 7" : "options.epochs is 7", "epochCount"])
    // As they are printed, they are taken.
    try folder.write("config.json", settings(model))
    let call = try Command(
      ["finetune", model, "--config", "config.json", "--print-config"], in: folder)
    #expect(call.status == 0, "\(call.errors)")
  }

  @Test("C3: a setting that is missing is told with the one that is misspelt for it")
  func misspeltSetting() throws {
    let content = try settings("vgg16") {
      var options = $0["options"] as? [String: Any] ?? [:]
      options["batchsize"] = options.removeValue(forKey: "batchSize")
      $0["options"] = options
    }
    try expectRefusal(
      "vgg16", content, ["'batchSize' is missing; is it misspelt as 'batchsize'?"])
    let other = try settings("vgg16") {
      var options = $0["options"] as? [String: Any] ?? [:]
      options["batchSize"] = nil
      $0["options"] = options
    }
    try expectRefusal("vgg16", other, ["'batchSize' is missing — write them with"])
  }

  @Test("C3: settings of another type, range, model or format are refused")
  func brokenSettings() throws {
    func change(_ key: String, _ value: Any) throws -> [UInt8] {
      try settings("vgg16") {
        var options = $0["options"] as? [String: Any] ?? [:]
        if options[key] == nil {
          $0[key] = value
        } else {
          options[key] = value
          $0["options"] = options
        }
      }
    }
    for (key, value, text) in [
      ("batchSize", 0, "1…65536"), ("batchSize", "8", "options.batchSize"),
      ("batchSize", 1.5, "'options.batchSize' is 1.5"), ("seed", -1, "'options.seed' is -1"),
      ("epochCount", 1e30, "'options.epochCount' is 1"), ("epochCount", -5, "1…1000000"),
      ("learningRate", -1, "learning rate"), ("learningRate", "abc", "options.learningRate"),
      ("width", 100, "width of 100.0"), ("width", "wide", "'width'"), ("model", "ssd300", "ssd300"),
      ("model", 7, "'model'"), ("options", [1], "'options'"),
      ("mode", "all", "'options.mode'"),
    ] as [(String, Any, String)] {
      try expectRefusal("vgg16", change(key, value), [text])
    }
    let anchors = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
    for text in [
      "", "[]", "7", "{", anchors, "<xml/>", String(repeating: "[", count: 100_000),
      String(repeating: "{\"a\":", count: 100_000), "{\"model\": \"vgg16\"}", "{\"model\": 1e999}",
      "\u{FEFF}\u{0}",
    ] {
      try expectRefusal("vgg16", Array(text.utf8), ["config.json", "settings of a run"])
    }
    try expectRefusal("vgg16", [0xFF, 0xFE, 0x00], ["settings of a run"])
    // Of a run that has them, they are damaged.
    try FileManager.default.createDirectory(
      atPath: folder.file("damaged"), withIntermediateDirectories: true)
    try folder.write("damaged/config.json", Array("{".utf8))
    let run = try Command(["finetune", "vgg16", "--resume", "damaged"], in: folder)
    #expect(run.status == 65 && run.errors.contains("settings of a run"), "\(run.errors)")
  }

  @Test("C2: files of settings that are missing, a folder or unreadable end with 66 or 77")
  func missingSettings() throws {
    let absent = try Command(["finetune", "vgg16", "--config", "none.json"], in: folder)
    #expect(absent.status == 66 && absent.errors.contains("none.json"), "\(absent.errors)")
    try FileManager.default.createDirectory(
      atPath: folder.file("folder"), withIntermediateDirectories: true)
    let place = try Command(["finetune", "vgg16", "--config", "folder"], in: folder)
    #expect(place.status == 66 && place.errors.contains("folder"), "\(place.errors)")
    let run = try Command(["finetune", "vgg16", "--resume", "folder"], in: folder)
    #expect(run.status == 66 && run.errors.contains("folder"), "\(run.errors)")
  }

  @Test(
    "C2: what may not be read ends with 77 and the file's name",
    .enabled(if: Tool.setpriv != nil, "rights cannot be given up here"))
  func permission() throws {
    for name in ["weights.pth", "config.json", "picture.png"] {
      try folder.write(name, [1])
      chmod(folder.file(name), 0)
    }
    for arguments in [
      ["weights", "inspect", "./weights.pth"],
      ["classify", "vgg16", "--sample", "--weights", "./weights.pth"],
      ["finetune", "vgg16", "--config", "config.json"],
    ] {
      let call = try Command(arguments, in: folder, under: Tool.asAnybody)
      #expect(call.status == 77, "\(call.errors)")
      #expect(call.output.isEmpty)
      #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
      #expect(
        call.errors.contains("permission denied") || call.errors.contains("Permission denied"))
    }
  }

  @Test(
    "D2: a class whose folder may not be read is not called empty",
    .enabled(if: Tool.setpriv != nil, "rights cannot be given up here"))
  func closedClass() throws {
    for name in ["ants", "bees"] {
      try FileManager.default.createDirectory(
        atPath: folder.file("data/\(name)"), withIntermediateDirectories: true)
      try Image(width: 40, height: 40, fill: .white).writePNG(to: folder.file("data/\(name)/1.png"))
    }
    chmod(folder.file("data/bees"), 0)
    defer { chmod(folder.file("data/bees"), 0o700) }
    let call = try Command(["data", "check", "data"], in: folder, under: Tool.asAnybody)
    #expect(call.status == 77, "\(call.errors)")
    #expect(call.errors.contains("data/bees: permission denied"), "\(call.errors)")
  }

  @Test(
    "C2: a folder that may not be entered ends with 77, whatever may be in it",
    .enabled(if: Tool.setpriv != nil, "rights cannot be given up here"))
  func closedFolder() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("closed"), withIntermediateDirectories: true)
    try folder.write("closed/x.safetensors", [1])
    chmod(folder.file("closed"), 0)
    defer { chmod(folder.file("closed"), 0o700) }
    for (arguments, name) in [
      (["classify", "vgg16", "--sample", "--weights", "closed"], "closed"),
      (["classify", "vgg16", "--sample", "--weights", "closed/x.safetensors"], "x.safetensors"),
      (["embed", "bert", "a", "b", "--weights", "closed"], "closed"),
      (["generate", "dcgan", "--weights", "closed"], "closed/generator.safetensors"),
      (["anomaly", "anogan", "--sample", "--weights", "closed"], "closed/generator.safetensors"),
    ] {
      let call = try Command(arguments, in: folder, under: Tool.asAnybody)
      #expect(call.status == 77, "\(arguments): \(call.status) \(call.errors)")
      #expect(call.output.isEmpty)
      #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
      #expect(call.errors.contains("\(name): Permission denied"), "\(call.errors)")
    }
  }
}
