import Foundation
import Images

extension Folder {
  /// Four pictures of two classes with a cup and a dot each, laid out like Pascal VOC's.
  ///
  /// - Parameters:
  ///   - dot: The corners of the dot in the first picture.
  ///   - lists: The pictures of each list.
  /// - Throws: What writing files throws.
  func writeVOC(
    dot: [Int] = [51, 31, 62, 42], lists: [String: [Int]] = [:]
  ) throws {
    for name in ["Annotations", "JPEGImages", "ImageSets/Main"] {
      try FileManager.default.createDirectory(
        atPath: file("voc/\(name)"), withIntermediateDirectories: true)
    }
    for number in 1...4 {
      try write("voc/JPEGImages/\(number).jpg", try Self.picture(number).jpegData())
      let dot = number == 1 ? dot : [51, 31, 62, 42]
      let objects = [("cup", [11, 11 + number, 30, 30 + number]), ("dot", dot)].map { name, edges in
        """
        <object><name>\(name)</name><bndbox><xmin>\(edges[0])</xmin><ymin>\(edges[1])</ymin>\
        <xmax>\(edges[2])</xmax><ymax>\(edges[3])</ymax></bndbox></object>
        """
      }
      try write(
        "voc/Annotations/\(number).xml",
        Array(
          """
          <annotation><size><width>80</width><height>60</height><depth>3</depth></size>
          \(objects.joined(separator: "\n"))</annotation>
          """.utf8))
    }
    for (list, numbers) in lists {
      let lines = numbers.map { "\($0)\n" }.joined()
      try write("voc/ImageSets/Main/\(list).txt", Array(lines.utf8))
    }
  }

  /// Gives the dot of a picture other corners.
  func writeDot(_ number: Int, _ dot: [Int]) throws {
    let path = "voc/Annotations/\(number).xml"
    let text = try String(contentsOfFile: file(path), encoding: .utf8)
    let usual = "<xmin>51</xmin><ymin>31</ymin><xmax>62</xmax><ymax>42</ymax>"
    let tags = zip(["xmin", "ymin", "xmax", "ymax"], dot).map { "<\($0)>\($1)</\($0)>" }
    try write(path, Array(text.replacing(usual, with: tags.joined()).utf8))
  }

  /// Four such pictures with COCO's annotations, and annotations of a picture that is not there.
  func writeCOCO(orphanCount: Int) throws {
    for name in ["annotations", "images"] {
      try FileManager.default.createDirectory(
        atPath: file("coco/\(name)"), withIntermediateDirectories: true)
    }
    for number in 1...4 {
      try write("coco/images/\(number).jpg", try Self.picture(number).jpegData())
    }
    let images = (1...4).map {
      #"{"id": \#($0), "file_name": "\#($0).jpg", "width": 80, "height": 60}"#
    }
    let places = Array(1...4) + [Int](repeating: 9, count: orphanCount)
    let objects = places.map {
      #"{"image_id": \#($0), "category_id": 1, "bbox": [50, 30, 12, 12]}"#
    }
    let text = """
      {"images": [\(images.joined(separator: ","))],
       "annotations": [\(objects.joined(separator: ","))],
       "categories": [{"id": 1, "name": "dot"}]}
      """
    try write("coco/annotations/instances_all.json", Array(text.utf8))
  }

  private static func picture(_ number: Int) -> Image {
    var image = Image(width: 80, height: 60, fill: .white)
    image.fillRectangle(x: 10, y: 10 + number, width: 20, height: 20, .darkGrey)
    image.fillRectangle(x: 50, y: 30, width: 12, height: 12, .black)
    return image
  }
}
