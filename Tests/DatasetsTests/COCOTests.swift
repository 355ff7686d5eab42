import Datasets
import Files
import Foundation
import Images
import Testing

@Suite struct COCOTests {
  private static let images = """
    [{"id": 7, "file_name": "a.png", "width": 40, "height": 32, "license": null},
     {"id": 3, "width": 40, "height": 32, "file_name": "sub/b.png", "x": [1, {"y": "\\u00e9"}]}]
    """
  private static let categories = """
    [{"id": 90, "name": "zebra", "supercategory": "animal"}, {"id": 1, "name": "person"}]
    """
  private static let annotations = """
    [{"id": 1, "image_id": 3, "category_id": 90, "bbox": [1, 2.5, 1e1, 4], "iscrowd": 0,
      "segmentation": [[1, 2, 3.5, -4e-1, 5, 6]]},
     {"id": 2, "image_id": 3, "category_id": 1, "bbox": [0, 0, 40, 32], "iscrowd": 1}]
    """

  private func folder(
    images: String = images, annotations: String = annotations, categories: String = categories,
    text: String? = nil
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let picture = try Image(width: 40, height: 32).pngData()
    try folder.file("images/a.png", picture)
    try folder.file("images/sub/b.png", picture)
    // Annotations before pictures, as some files have them.
    let content =
      text
        ?? """
        {"info": {"year": 2017}, "annotations": \(annotations), "images": \(images),
         "categories": \(categories)}
        """
    try folder.file("annotations/instances_train.json", Array(content.utf8))
    return folder
  }

  private func message(_ folder: TemporaryFolder, skipsBroken: Bool = false) -> String {
    do {
      _ = try ObjectData(objectFolder: folder.path, skipsBroken: skipsBroken)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test("categories are ordered by their numbers, crowds are difficult, unknown members skipped")
  func reading() throws {
    let folder = try folder()
    let file = folder.path + "/annotations/instances_train.json"
    let data = try COCOFolder(file: file, pictures: folder.path + "/images")
    #expect(data.classNames == ["person", "zebra"])
    #expect(data.count == 2 && data.objects(at: 0).isEmpty)
    let objects = data.objects(at: 1)
    #expect(objects.map(\.label) == [1, 0] && objects.map(\.isDifficult) == [false, true])
    #expect(objects[0].box == Box(xMin: 1, yMin: 2.5, xMax: 11, yMax: 6.5))
    #expect(try data.image(at: 1).width == 40)
    let parts = try ObjectData(objectFolder: folder.path, validationShare: 0.5)
    #expect(parts.training.count == 1 && parts.validation.count == 1)
  }

  private static func rle(_ counts: String, _ size: String) -> String {
    "{\"annotations\": [{\"segmentation\": {\"counts\": \(counts), \"size\": \(size)}}]}"
  }

  private static let brokenFiles: [(String, String)] = [
    ("{}", "/: it has no 'images'"), ("{\"images\": [], \"images\": []}", "is there twice"),
    ("{\"images\": [{\"id\": \"7\"}]}", "/images/0/id: a number must be here"),
    ("{\"images\": [{\"id\": 7.0}]}", "/images/0/id: an integer must be here"),
    ("{\"images\": [{\"id\": 7}]}", "/images/0: a picture needs id, file_name"),
    ("{\"images\": [{\"id\": 99999999999999999999}]}", "/images/0/id: an integer"),
    ("{\"images\": [1,]}", "/images/0: an object must be here"),
    ("{\"annotations\": [{\"bbox\": [1, 2, 3]}]}", "/annotations/0/bbox: a box has 3 numbers"),
    ("{\"annotations\": [{\"bbox\": [1, 2, 3, NaN]}]}", "/annotations/0/bbox/3: a number must"),
    ("{\"annotations\": [{\"iscrowd\": 2}]}", "/annotations/0/iscrowd: 2 is neither"),
    ("{\"categories\": [{\"id\": 1}]}", "/categories/0: a category needs id and name"),
    ("{\"images\": [", "the file ends early"), ("[]", "/: an object must be here"),
    ("{\"x\": \"\\ud800\"}", "/x: half a surrogate pair"), ("{\"x\": 01}", "begins with 0"),
    ("{\"images\": [], \"categories\": []}", "/: it has no 'annotations'"),
    ("{\"images\": [], \"annotations\": []}", "/: it has no 'categories'"),
    ("{\"annotations\": [], \"categories\": []}", "/: it has no 'images'"),
    ("{\"categories\": [{\"id\": \"1\"}]}", "/categories/0/id: a number must be here"),
    ("{\"annotations\": [{\"category_id\": \"1\"}]}", "/annotations/0/category_id: a number"),
    ("{\"annotations\": [{\"keypoints\": [1, 2, 2, 3]}]}", "/annotations/0/keypoints: key points"),
    (
      "{\"annotations\": [{\"segmentation\": [[1, 2, 3]]}]}", "/annotations/0/segmentation/0: a pol"
    ),
    ("{\"annotations\": [{\"segmentation\": {\"size\": [2, 2]}}]}", "segmentation: a mask needs"),
    (rle("[1, 2]", "[2, 2]"), "/annotations/0/segmentation: the runs of a mask cover 3 pixels"),
    (rle("[4, -1]", "[2, 2]"), "/annotations/0/segmentation/counts/1: a run of -1"),
    (rle("[4]", "[2]"), "/annotations/0/segmentation/size: the size of a mask is"),
    (rle("\"P\"", "[2, 2]"), "/annotations/0/segmentation/counts: the text is no run-length"),
    (rle("\"13\"", "[2, 3]"), "/annotations/0/segmentation: the runs of a mask cover 4 pixels"),
    ("{\"x\": [[0], {\"a/b~\": [1, tru]}]}", "/x/1/a~1b~0/1: 'true' must be here"),
    ("{\"x\": tru}", "'true' must be here"), ("{} {}", "more after the end"),
  ]

  @Test(
    "A5: what is wrong is named with file and JSON pointer",
    arguments: brokenFiles)
  func broken(text: String, expected: String) throws {
    let text = message(try folder(text: text))
    #expect(text.contains("/annotations/instances_train.json: /"), "\(text)")
    #expect(text.contains(expected), "\(text)")
  }

  @Test("A5: nesting has a limit")
  func depth() throws {
    let text = "{\"x\": " + String(repeating: "[", count: 100_000)
    #expect(message(try folder(text: text)).contains("more than 64 values within each other"))
  }

  @Test("A5: numbers must be unique and refer to what is there")
  func references() throws {
    let twice = Self.images.replacing("\"id\": 3", with: "\"id\": 7")
    #expect(message(try folder(images: twice)).contains("/images/1/id: 7 is there twice"))
    let same = Self.categories.replacing("person", with: "zebra")
    #expect(
      message(try folder(categories: same)).contains("/categories/1: 1, zebra, is there twice"))
    let again = Self.annotations.replacing("\"id\": 2", with: "\"id\": 1")
    #expect(message(try folder(annotations: again)).contains("/annotations/1/id: 1 is there twice"))
    let unknown = Self.annotations.replacing("\"category_id\": 1,", with: "\"category_id\": 2,")
    #expect(
      message(try folder(annotations: unknown))
        .contains("/annotations/1/category_id: there is no category 2"))
    let category = Self.categories.replacing("\"id\": 1", with: "\"id\": 90")
    #expect(
      message(try folder(categories: category)).contains(
        "/categories/1: 90, person, is there twice"))
    let file = Self.images.replacing("sub/b.png", with: "./a.png")
    #expect(
      message(try folder(images: file)).contains("/images/1/file_name: 'a.png' is there twice"))
  }

  @Test("A5: annotations of no picture are counted: an error with the first, or left out")
  func orphans() throws {
    let orphan = Self.annotations.replacing("\"image_id\": 3", with: "\"image_id\": 4")
    let folder = try folder(annotations: orphan)
    let text = "2 annotations belong to no picture, first /annotations/0/image_id: 4"
    #expect(
      message(folder).hasSuffix(
        "instances_train.json: \(text) — remove them, or pass --skip-broken"))
    let kept = try ObjectData(objectFolder: folder.path, skipsBroken: true)
    #expect(kept.notices.count == 1 && kept.notices[0].hasSuffix(text))
    #expect(kept.training.strays.map(\.kind) == [.broken])
  }

  @Test("A5: masks and key points that are right are read over")
  func outlines() throws {
    for text in [
      "\"segmentation\": [[1, 2, 3.5, 4, 5, 6], []]", "\"segmentation\": null",
      "\"segmentation\": {\"counts\": [2, 3, 1], \"size\": [2, 3]}",
      // What pycocotools packs a mask of 3×4 with runs of 5, 2, 1, 1 and 3 pixels into.
      "\"segmentation\": {\"size\": [3, 4], \"counts\": \"521O2\"}",
      "\"keypoints\": [1, 2, 2, 0, 0, 0], \"num_keypoints\": 1",
    ] {
      let annotations = Self.annotations.replacing("\"iscrowd\": 1", with: text)
      #expect(message(try folder(annotations: annotations)) == "no error", "\(text)")
    }
  }

  @Test("A4: numbers of categories may begin with 0 and have gaps; labels follow their order")
  func categoryNumbers() throws {
    let categories = Self.categories.replacing("\"id\": 1", with: "\"id\": 0")
    let annotations = Self.annotations.replacing("\"category_id\": 1,", with: "\"category_id\": 0,")
    let folder = try folder(annotations: annotations, categories: categories)
    let data = try ObjectData(objectFolder: folder.path, validationShare: 0)
    #expect(data.classNames == ["person", "zebra"])
    #expect(data.training.objects(at: 1).map(\.label) == [1, 0])
    let other = try data.relabelled(as: ["dog", "zebra", "person"])
    #expect(other.training.objects(at: 1).map(\.label) == [1, 2])
    #expect {
      _ = try data.relabelled(as: ["dog", "zebra"])
    } throws: {
      "\($0)".contains("no class person. The data have person, zebra; the network has dog, zebra")
    }
  }

  @Test("A4: files to train and to validate with may have other categories: both have all")
  func twoFiles() throws {
    let folder = try folder()
    let content = """
      {"images": [{"id": 1, "file_name": "a.png", "width": 40, "height": 32}],
       "annotations": [{"image_id": 1, "category_id": 5, "bbox": [0, 0, 1, 1]},
                       {"image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1]}],
       "categories": [{"id": 1, "name": "zebra"}, {"id": 5, "name": "ant"}]}
      """
    try folder.file("annotations/instances_val2017.json", Array(content.utf8))
    let data = try ObjectData(objectFolder: folder.path, name: "set")
    #expect(data.classNames == ["person", "zebra", "ant"])
    #expect(data.validation.classNames == data.classNames)
    #expect(data.validation.objects(at: 0).map(\.label) == [2, 1])
    #expect(data.training.objects(at: 1).map(\.label) == [1, 0])
    #expect(data.validationName == "set val2017")
  }

  @Test("a file to validate with alone is taken whole; lists can be named")
  func oneFile() throws {
    let folder = try folder()
    let moved = folder.path + "/annotations/instances_val.json"
    try FileManager.default.moveItem(
      atPath: folder.path + "/annotations/instances_train.json", toPath: moved)
    let data = try ObjectData(objectFolder: folder.path, name: "set")
    #expect(data.training.count == 0 && data.validation.count == 2)
    #expect(data.classNames.count == 2 && data.validationName == "set val")
    let same = try ObjectData(
      objectFolder: folder.path, imageSets: ImageSets(training: "val", validation: "val"))
    #expect(same.training.count == 2 && same.validation.count == 2)
    #expect {
      _ = try ObjectData(objectFolder: folder.path, imageSets: ImageSets(rawValue: "val,x"))
    } throws: {
      "\($0)".hasSuffix("annotations: no instances_x.json; there are val")
    }
    for text in ["", "a", "a,", "a,b,c", "../a,b", "a,/b"] {
      #expect(ImageSets(rawValue: text) == nil, "\(text)")
    }
  }

  @Test("the fingerprint follows crowds and areas too")
  func fingerprint() throws {
    let texts = ["\"iscrowd\": 1", "\"iscrowd\": 0", "\"area\": 7, \"iscrowd\": 1"]
    let prints = try texts.map { text in
      let annotations = Self.annotations.replacing("\"iscrowd\": 1", with: text)
      let folder = try folder(annotations: annotations)
      return try ObjectData(objectFolder: folder.path).fingerprint
    }
    #expect(Set(prints).count == 3)
  }

  @Test(
    "A5: file names stay below the folder",
    arguments: ["../a.png", "/etc/passwd", "a/../../b", "", ".", "a.png\\u0000.jpg"])
  func paths(name: String) throws {
    let images = Self.images.replacing("sub/b.png", with: name)
    #expect(message(try folder(images: images)).contains("leaves the folder of pictures"))
  }

  @Test("A5: a link in the folder, which only its owner can have put there, is followed")
  func links() throws {
    let (folder, other) = (try folder(), try TemporaryFolder())
    try other.file("c.png", Image(width: 40, height: 32).pngData())
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/images/c.png", withDestinationPath: other.path + "/c.png")
    try folder.file(
      "annotations/instances_train.json",
      Array(
        """
        {"images": \(Self.images.replacing("a.png", with: "c.png")), "annotations": [],
         "categories": []}
        """.utf8))
    let data = try ObjectData(objectFolder: folder.path, validationShare: 0)
    #expect(try data.training.image(at: 0).width == 40)
  }

  private static let badEdges: [(String, String, Bool)] = [
    ("-1, 0, 5, 5", "outside", true), ("36, 0, 5, 5", "outside", true),
    ("40, 0, 5, 5", "outside", false), ("9, 1, -3, 5", "inverted", false),
    ("3, 3, 0, 5", "has no area", false), ("3, 3, 1e-9, 5", "has no area", false),
    ("0, 0, 5, 1e400", "no number", false),
  ]

  @Test(
    "A3: boxes that cannot be stop the reading, or are clipped or dropped and counted",
    arguments: badEdges)
  func badBoxes(box: String, reason: String, canBeClipped: Bool) throws {
    let folder = try folder(
      annotations: Self.annotations.replacing("1, 2.5, 1e1, 4", with: box))
    let text = message(folder)
    #expect(text.contains("/annotations/0/bbox: the box ["), "\(text)")
    #expect(text.contains("] (x, y, width, height) ") && text.contains(reason), "\(text)")
    let clipped = try ObjectData(objectFolder: folder.path, badBoxes: .clip, validationShare: 0)
    #expect(clipped.training.objects(at: 1).count == (canBeClipped ? 2 : 1))
    for object in clipped.training.objects(at: 1) {
      #expect(!object.box.isEmpty && object.box.clipped(toWidth: 40, height: 32) == object.box)
    }
    let dropped = try ObjectData(objectFolder: folder.path, badBoxes: .drop, validationShare: 0)
    #expect(dropped.training.objects(at: 1).count == 1)
    #expect(dropped.notices.first?.contains("0 clipped, 1 left out") == true)
    #expect(dropped.badBoxes.count == 1)
  }

  @Test("A3: boxes that cannot be follow the policy; missing pictures are reported")
  func boxes() throws {
    let wide = Self.annotations.replacing("[0, 0, 40, 32]", with: "[0, 0, 41, 1e999]")
    let folder = try folder(
      images: Self.images.replacing("a.png", with: "c.png"), annotations: wide)
    #expect(message(folder).contains("/annotations/1/bbox: the box [0, 0, 41, inf]"))
    let data = try ObjectData(objectFolder: folder.path, badBoxes: .drop)
    #expect(data.notices.count == 2)
    #expect(data.notices[1].hasSuffix("images/c.png: there is no such picture"))
  }
}
