import Datasets
import Files
import Images
import Testing

@Suite struct VOCListTests {
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  /// A folder with a picture for each list, named after it.
  private func write(
    _ lists: [String], _ folder: TemporaryFolder, _ year: String = "", name: String = "dog"
  ) throws {
    let picture = try Image(width: 40, height: 32).pngData()
    let content = Array(VOCTests.annotation(VOCTests.box(name, "1 1 5 5")).utf8)
    for list in lists {
      try folder.file("\(year)ImageSets/Main/\(list).txt", Array("in_\(list)\n".utf8))
      try folder.file("\(year)JPEGImages/in_\(list).png", picture)
      try folder.file("\(year)Annotations/in_\(list).xml", content)
    }
  }

  @Test(
    "lists that belong together are used, the paper's first; one to measure with is taken whole",
    arguments: [
      (["train", "val", "trainval", "test"], "trainval", "test"),
      (["train", "val"], "train", "val"),
      (["train", "val", "trainval"], "train", "val"), (["train", "test"], "train", "test"),
      (["test"], "", "test"), (["val"], "", "val"),
    ])
  func usual(lists: [String], training: String, validation: String) throws {
    let folder = try TemporaryFolder()
    try write(lists, folder)
    let data = try ObjectData(objectFolder: folder.path, name: "set")
    #expect(data.training.count == (training.isEmpty ? 0 : 1))
    if !training.isEmpty { #expect(data.training.name(at: 0).hasSuffix("in_\(training).png")) }
    #expect(data.validation.count == 1)
    #expect(data.validation.name(at: 0).hasSuffix("in_\(validation).png"))
    #expect(data.validationName == "set \(validation)" && data.classNames.count == 20)
  }

  @Test("a list to train with alone is split, and the name says so")
  func split() throws {
    let folder = try TemporaryFolder()
    try write(["trainval"], folder)
    try folder.file("Annotations/other.xml", Array(VOCTests.annotation().utf8))
    let data = try ObjectData(objectFolder: folder.path, name: "set", validationShare: 1)
    #expect(data.training.count == 0 && data.validation.count == 1)
    #expect(data.validationName == "set (100 % at random)")
    let named = try ObjectData(
      objectFolder: folder.path, imageSets: ImageSets(rawValue: "trainval,trainval"))
    #expect(named.training.count == 1 && named.validation.count == 1)
    #expect(
      message {
        _ = try ObjectData(objectFolder: folder.path, imageSets: ImageSets(rawValue: "trainval,x"))
      }.hasSuffix("no ImageSets/Main/x.txt — check --image-sets"))
    try folder.file("ImageSets/Main/test.txt", Array("gone\n".utf8))
    #expect(
      message { _ = try ObjectData(objectFolder: folder.path) }
        .hasSuffix("none of the pictures of ImageSets/Main/test.txt is there"))
  }

  @Test("several folders are one: train on both years' trainval, validate on the only test")
  func devkit() throws {
    let folder = try TemporaryFolder()
    try write(["trainval", "test"], folder, "VOC2007/")
    try write(["train", "val", "trainval"], folder, "VOC2012/")
    let data = try ObjectData(objectFolder: folder.path, name: "both")
    #expect(data.training.count == 2 && data.validation.count == 1)
    #expect(data.validationName == "both test")
    #expect(data.training.name(at: 0).contains("VOC2007/"))
    #expect(data.training.name(at: 1).contains("VOC2012/"))
    #expect(data.training.objects(at: 1).map(\.label) == [11])
    #expect(try data.training.image(at: 1).width == 40 && data.training.size(at: 1).height == 32)
    #expect(data.training.fingerprint != data.validation.fingerprint)
  }

  @Test("A4: folders of other classes are read as one with the classes of all")
  func classes() throws {
    let folder = try TemporaryFolder()
    try write(["train", "val"], folder, "VOC1/")
    try write(["train", "val"], folder, "VOC2/", name: "zebra")
    let data = try ObjectData(objectFolder: folder.path)
    #expect(data.classNames == ["dog", "zebra"] && data.validation.classNames == data.classNames)
    #expect((0..<2).map { data.training.objects(at: $0).map(\.label) } == [[0], [1]])
  }

  @Test("A2: lists and annotations that are too large are refused before they are read")
  func large() throws {
    let folder = try TemporaryFolder()
    try write(["test"], folder)
    let list = folder.path + "/ImageSets/Main/test.txt"
    try folder.file(
      "ImageSets/Main/test.txt", [UInt8](repeating: 0x0A, count: VOCFolder.imageSetByteLimit + 1))
    #expect(
      message { _ = try VOCFolder.imageSet("test", in: folder.path) }
        == "\(list): 16777217 bytes, more than 16777216")
    let path = folder.path + "/Annotations/in_test.xml"
    try folder.file(
      "Annotations/in_test.xml", [UInt8](repeating: 0x20, count: XMLReader.byteLimit + 1))
    #expect(
      message { _ = try VOCFolder(root: folder.path) }
        == "\(path): 1048577 bytes, more than 1048576")
  }

  @Test("I4: boxes on stored pixels stay on them, whatever Exif says; other sizes are an error")
  func exif() throws {
    let folder = try vocFolder(["a": VOCTests.annotation()])
    var image = Image(width: 40, height: 32, fill: .white)
    image.fillRectangle(x: 0, y: 0, width: 20, height: 32, .black)
    let jpeg = try image.jpegData()
    // An Exif segment whose only entry says: turn it a quarter to the right.
    let turned: [UInt8] =
      [0xFF, 0xE1, 0, 34] + Array("Exif\0\0II*\0".utf8) + [8, 0, 0, 0, 1, 0]
      + [0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0] + [0, 0, 0, 0]
    try folder.file("JPEGImages/a.jpg", Array(jpeg.prefix(2)) + turned + jpeg.dropFirst(2))
    #expect(try Image(contentsOf: folder.path + "/JPEGImages/a.jpg").width == 32)
    let stored = try VOCFolder(root: folder.path).image(at: 0)
    #expect((stored.width, stored.height) == (40, 32))
    #expect(stored.pixels[0] < 40 && stored.pixels[3 * 39] > 215)
    let upright = Array(VOCTests.annotation(size: "32,40").utf8)
    try folder.file("Annotations/a.xml", upright)
    #expect(try VOCFolder(root: folder.path).image(at: 0).width == 32)
    try folder.file("Annotations/a.xml", Array(VOCTests.annotation(size: "40,33").utf8))
    #expect(
      message { _ = try VOCFolder(root: folder.path).image(at: 0) }.contains("a.xml says 40×33"))
  }
}
