import Datasets
import Files
import Foundation
import Images
import Tensors
import Testing

@Suite struct VOCTests {
  static let object = """
    <object><name>dog</name><difficult>1</difficult><bndbox><ymax>30</ymax><xmin>2</xmin>\
    <ymin>3.5</ymin><xmax>20</xmax></bndbox></object>
    """

  static func annotation(_ content: String = object, size: String = "40,32") -> String {
    let sides = size.split(separator: ",")
    return """
      <annotation>
      <size><width>\(sides[0])</width><height>\(sides[1])</height><depth>3</depth></size>
      \(content)
      </annotation>

      """
  }

  static func box(_ name: String, _ edges: String) -> String {
    let edges = edges.split(separator: " ")
    return """
      <object><name>\(name)</name><bndbox><xmin>\(edges[0])</xmin><ymin>\(edges[1])</ymin>\
      <xmax>\(edges[2])</xmax><ymax>\(edges[3])</ymax></bndbox></object>
      """
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  private static let badEdges: [(String, String, Bool)] = [
    ("0 1 5 5", "partly or wholly outside", true), ("1 1 42 5", "outside", true),
    ("1 1 41 5", "outside", true), ("1 1 5 32.5", "outside", true),
    ("41 1 50 5", "outside", false), ("-9 -9 -2 -2", "outside", false),
    ("9 1 3 5", "inverted", false), ("4 3 3 5", "has no area", false),
    ("nan 1 5 5", "no number", false), ("1 1 inf 5", "no number", false),
    ("1 1 1e400 5", "no number", false), ("1 1 1e300 5", "outside", true),
  ]

  @Test(
    "A3: boxes that cannot be stop the reading, or are clipped or dropped and counted",
    arguments: badEdges)
  func badBoxes(edges: String, reason: String, canBeClipped: Bool) throws {
    let folder = try vocFolder(["a": Self.annotation(Self.box("dog", edges) + Self.object)])
    let text = message { _ = try VOCFolder(root: folder.path) }
    #expect(text.contains("Annotations/a.xml: line 3: the box "), "\(text)")
    #expect(text.contains("(VOC counts from 1)"), "\(text)")
    #expect(text.contains(reason) && text.contains("--bad-boxes"), "\(text)")
    let clipped = try VOCFolder(root: folder.path, badBoxes: .clip)
    #expect(clipped.objects(at: 0).count == (canBeClipped ? 2 : 1))
    for object in clipped.objects(at: 0) {
      #expect(!object.box.isEmpty && object.box.clipped(toWidth: 40, height: 32) == object.box)
    }
    let dropped = try VOCFolder(root: folder.path, badBoxes: .drop)
    #expect(dropped.objects(at: 0).count == 1)
    #expect(dropped.notices.first?.contains("0 clipped, 1 left out") == true)
  }

  @Test("A3: a box of one pixel and one over the whole picture are good, and mirror exactly")
  func edges() throws {
    let content = Self.box("dog", "3 4 3 4") + Self.box("dog", "1 1 40 32")
    let folder = try vocFolder(["a": Self.annotation(content)])
    let objects = try VOCFolder(root: folder.path).objects(at: 0)
    #expect(objects[0].box == Box(xMin: 2, yMin: 3, xMax: 3, yMax: 4))
    #expect(objects[1].box == Box(xMin: 0, yMin: 0, xMax: 40, yMax: 32))
    #expect(objects[1].box.flippedHorizontally(width: 40) == objects[1].box)
    let bad = try vocFolder(["a": Self.annotation(Self.box("dog", "1 1 41.5 32"))])
    #expect(
      message { _ = try VOCFolder(root: bad.path) }.hasSuffix(
        "a.xml: line 3: the box 1, 1, 41.5, 32 (VOC counts from 1) lies partly or wholly outside in "
          + "a picture of 40×32 pixels — correct it, or pass --bad-boxes clip or drop"))
  }

  @Test("A4: classes are VOC's 20 if no other occurs, and else those found")
  func classes() throws {
    let usual = try vocFolder(["a": Self.annotation()])
    let folder = try VOCFolder(root: usual.path)
    #expect(folder.classNames.count == 20 && folder.classNames[0] == "aeroplane")
    #expect(folder.objects(at: 0).map(\.label) == [11])
    let own = try vocFolder(["a": Self.annotation(Self.box("zebra", "1 1 5 5") + Self.object)])
    #expect(try VOCFolder(root: own.path).classNames == ["dog", "zebra"])
  }

  @Test("A4: a class that the network lacks stops the reading, with both lists")
  func unknownClass() throws {
    let own = try vocFolder(["a": Self.annotation(Self.box("zebra", "1 1 5 5") + Self.object)])
    let text = message {
      _ = try ObjectData(objectFolder: own.path).relabelled(as: ["cat", "dog"])
    }
    #expect(
      text.hasSuffix(
        "the network has no class zebra. The data have dog, zebra; the network has cat, dog"
          + " — rename the classes, or train a new head"))
    let usual = try vocFolder(["a": Self.annotation(), "b": Self.annotation()])
    let data = try ObjectData(objectFolder: usual.path)
    #expect(try data.relabelled(as: ["dog"]).training.objects(at: 0)[0].label == 0)
    #expect(message { _ = try data.relabelled(as: ["cat"]) }.contains("no class dog"))
  }

  @Test("the left and upper corners less 1, over the size, are shares of the picture")
  func convention() throws {
    let content = Self.box("train", "46 11 500 333") + Self.box("person", "62 190 83 243")
    let folder = try vocFolder(
      ["a": Self.annotation(content, size: "500,333")], width: 500, height: 333)
    let dataset = ObjectDataset(try VOCFolder(root: folder.path))
    var random = Random(seed: 1)
    let objects = try dataset.sample(at: 0, random: &random).objects
    let expected: [(Box, Int)] = [
      (Box(xMin: 0.09, yMin: 0.03003003, xMax: 1, yMax: 1), 18),
      (Box(xMin: 0.122, yMin: 0.567568, xMax: 0.166, yMax: 0.729730), 14),
    ]
    for (object, (box, label)) in zip(objects, expected) {
      #expect(object.label == label)
      #expect(abs(object.box.xMin - box.xMin) < 1e-6 && abs(object.box.yMin - box.yMin) < 1e-6)
      #expect(abs(object.box.xMax - box.xMax) < 1e-6 && abs(object.box.yMax - box.yMax) < 1e-6)
    }
    #expect(objects.count == 2)
  }

  @Test("missing pictures and annotations are reported once, broken ones if asked for")
  func missing() throws {
    let folder = try vocFolder(["a": Self.annotation(), "b": Self.annotation()])
    try folder.file("ImageSets/Main/train.txt", Array("a\nc\n".utf8))
    try folder.file("ImageSets/Main/val.txt", Array("b\nd\n".utf8))
    try folder.file("Annotations/d.xml", Array(Self.annotation().utf8))
    let data = try ObjectData(objectFolder: folder.path)
    #expect(data.training.count == 1 && data.validation.count == 1)
    #expect(data.notices.count == 2)
    #expect(data.notices[0].hasSuffix("Annotations/c.xml: there is no such annotation"))
    #expect(data.notices[1].hasSuffix("JPEGImages/d.jpg: there is no such picture"))
    try folder.file("Annotations/b.xml", Array("<annotation>".utf8))
    #expect(message { _ = try ObjectData(objectFolder: folder.path) }.contains("it is cut off"))
    try folder.file("ImageSets/Main/train.txt", Array("a\nb\n".utf8))
    try folder.file("ImageSets/Main/val.txt", Array("a 1\nb -1\n".utf8))
    let skipped = try ObjectData(objectFolder: folder.path, skipsBroken: true)
    #expect(skipped.training.count == 1 && skipped.validation.count == 1)
    #expect(
      skipped.notices.count == 1 && skipped.notices[0].contains("b.xml: line 1: the file ends"))
  }

  @Test("a picture of another size than its annotation says is named when it is read")
  func sizes() throws {
    let folder = try vocFolder(["a": Self.annotation(size: "41,32")])
    let pictures = try VOCFolder(root: folder.path)
    #expect(
      message { _ = try pictures.image(at: 0) }.contains(
        "a.png: 40×32 pixels, but \(folder.path)/Annotations/a.xml says 41×32"))
  }

  @Test("lists that name a picture twice, none, or one outside are refused")
  func lists() throws {
    let folder = try vocFolder(["a": Self.annotation()])
    for (list, reason) in [
      ("a\na\n", "line 2: a is there twice"), ("\n\n", "no picture is listed"),
      ("../a\n", "line 1: '../a' is no name"),
    ] {
      try folder.file("ImageSets/Main/x.txt", Array(list.utf8))
      #expect(message { _ = try VOCFolder.imageSet("x", in: folder.path) }.contains(reason))
    }
    #expect(message { _ = try ObjectData(objectFolder: folder.path + "/none") }.contains("no such"))
    #expect(
      message { _ = try ObjectData(objectFolder: folder.path + "/JPEGImages") }
        .contains("neither 'Annotations'"))
  }

  @Test("without lists a part is drawn by the seed, the same each time")
  func ratio() throws {
    let names = (0..<10).map { "p\($0)" }
    let folder = try vocFolder(
      Dictionary(uniqueKeysWithValues: names.map { ($0, Self.annotation()) }))
    let data = try ObjectData(objectFolder: folder.path, validationShare: 0.3, seed: 4)
    let again = try ObjectData(objectFolder: folder.path, validationShare: 0.3, seed: 4)
    #expect(data.training.count == 7 && data.validation.count == 3)
    #expect(data.fingerprint == again.fingerprint)
    let all = [data.training, data.validation].flatMap { part in
      (0..<part.count).map { part.name(at: $0) }
    }
    #expect(Set(all).count == 10)
  }

  private static let realData = ProcessInfo.processInfo.environment["ZOO_TEST_DATA"]

  @Test("300 real pictures of VOC 2012 are read, sizes agree", .enabled(if: realData != nil))
  func real() throws {
    let folder = try TemporaryFolder()
    let path = try #require(Self.realData) + "/voc2012_mini/VOC2012_mini.zip"
    let zip = try ZipArchive(MappedFile(path))
    for entry in zip.entries where !entry.name.hasSuffix("/") {
      if entry.name.contains("Segmentation") { continue }
      try folder.file(entry.name, zip.content(of: entry))
    }
    let data = try ObjectData(objectFolder: folder.path)
    #expect(data.classNames == VOCFolder.classes && data.notices.isEmpty)
    #expect(data.training.count + data.validation.count == 300)
    #expect(!data.training.objectCounts.contains(0))
    for index in 0..<5 { #expect(try data.training.image(at: index).width > 100) }
  }
}
