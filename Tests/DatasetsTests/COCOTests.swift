import Datasets
import Files
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
    let orphan = Self.annotations.replacing(
      "\"id\": 2, \"image_id\": 3", with: "\"id\": 2, \"image_id\": 4")
    let folder = try folder(annotations: orphan)
    #expect(message(folder).contains("/annotations/1/image_id: there is no picture 4"))
    let kept = try ObjectData(objectFolder: folder.path, skipsBroken: true)
    #expect(kept.notices.count == 1)
  }

  @Test(
    "A5: file names stay below the folder", arguments: ["../a.png", "/etc/passwd", "a/../../b", ""])
  func paths(name: String) throws {
    let images = Self.images.replacing("sub/b.png", with: name)
    #expect(message(try folder(images: images)).contains("leaves the folder of pictures"))
  }

  @Test("boxes that cannot be follow the policy; missing pictures are reported")
  func boxes() throws {
    let wide = Self.annotations.replacing("[0, 0, 40, 32]", with: "[0, 0, 41, 1e999]")
    let folder = try folder(
      images: Self.images.replacing("a.png", with: "c.png"), annotations: wide)
    #expect(message(folder).contains("/annotations/1/bbox: the box (0.0, 0.0, 41.0, inf)"))
    let data = try ObjectData(objectFolder: folder.path, badBoxes: .drop)
    #expect(data.notices.count == 2)
    #expect(data.notices[1].hasSuffix("images/c.png: there is no such picture"))
  }
}
