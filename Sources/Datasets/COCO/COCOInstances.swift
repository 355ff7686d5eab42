/// What an annotation file in COCO's format says about boxes.
///
/// Source: "COCO, data format: object detection", https://cocodataset.org/#format-data.
package struct COCOInstances: Sendable {
  /// A picture.
  package struct Picture: Sendable {
    /// What annotations call it.
    package let id: Int
    /// The file below the folder of pictures.
    package let file: String
    /// The width in pixels.
    package let width: Int
    /// The height in pixels.
    package let height: Int
  }

  /// An object.
  package struct Object: Sendable {
    /// What it is called itself, if anything.
    package let id: Int?
    /// The picture.
    package let picture: Int
    /// The class.
    package let category: Int
    /// Left, top, width and height in pixels.
    package let box: SIMD4<Double>
    /// Whether it is a crowd in one box.
    package let isCrowd: Bool
    /// The area of the object itself in pixels, if the file says it.
    package let area: Float?
  }

  /// A class.
  package struct Category: Sendable {
    /// What annotations call it.
    package let id: Int
    /// What it is called.
    package let name: String
  }

  /// The pictures in the order of the file.
  package private(set) var pictures: [Picture] = []
  /// The objects in the order of the file.
  package private(set) var objects: [Object] = []
  /// The classes in the order of the file.
  package private(set) var categories: [Category] = []

  /// Reads a file.
  ///
  /// - Throws: `DatasetError.malformed` with file, JSON pointer and byte.
  package init(_ reader: JSONReader) throws(DatasetError) {
    var reader = reader
    var found: Set<String> = []
    var content = Content()
    try reader.object { (reader, key) throws(DatasetError) in
      switch key {
      case "images":
        try reader.array { (reader, _) throws(DatasetError) in
          content.pictures.append(try Self.picture(&reader))
        }
      case "annotations":
        try reader.array { (reader, _) throws(DatasetError) in
          content.objects.append(try Self.object(&reader))
        }
      case "categories":
        try reader.array { (reader, _) throws(DatasetError) in
          content.categories.append(try Self.category(&reader))
        }
      default: return try reader.skip()
      }
      found.insert(key)
    }
    try reader.end()
    for key in ["images", "annotations", "categories"] where !found.contains(key) {
      throw reader.error("it has no '\(key)'; is it a file of instances?")
    }
    (pictures, objects, categories) = (content.pictures, content.objects, content.categories)
  }

  private struct Content {
    var pictures: [Picture] = []
    var objects: [Object] = []
    var categories: [Category] = []
  }

  private static func picture(_ reader: inout JSONReader) throws(DatasetError) -> Picture {
    var (id, width, height): (Int?, Int?, Int?)
    var file: String?
    try reader.object { (reader, key) throws(DatasetError) in
      switch key {
      case "id": id = try reader.integer()
      case "file_name": file = try reader.string()
      case "width": width = try side(&reader)
      case "height": height = try side(&reader)
      default: try reader.skip()
      }
    }
    guard let id, let file, let width, let height else {
      throw reader.error("a picture needs id, file_name, width and height")
    }
    return Picture(id: id, file: file, width: width, height: height)
  }

  private static func side(_ reader: inout JSONReader) throws(DatasetError) -> Int {
    let value = try reader.integer()
    guard (1...1 << 20).contains(value) else { throw reader.error("a picture's side of \(value)") }
    return value
  }

  private static func object(_ reader: inout JSONReader) throws(DatasetError) -> Object {
    var (id, picture, category): (Int?, Int?, Int?)
    var box: SIMD4<Double>?
    var isCrowd = false
    var area: Float?
    try reader.object { (reader, key) throws(DatasetError) in
      switch key {
      case "id": id = try reader.integer()
      case "image_id": picture = try reader.integer()
      case "category_id": category = try reader.integer()
      case "bbox": box = try Self.box(&reader)
      case "area": area = Float(try reader.number())
      case "iscrowd":
        let value = try reader.integer()
        guard value == 0 || value == 1 else { throw reader.error("\(value) is neither 0 nor 1") }
        isCrowd = value == 1
      case "segmentation": try COCOOutline.check(&reader)
      case "keypoints": try COCOOutline.checkKeypoints(&reader)
      default: try reader.skip()
      }
    }
    guard let picture, let category, let box else {
      throw reader.error("an annotation needs image_id, category_id and bbox")
    }
    return Object(
      id: id, picture: picture, category: category, box: box, isCrowd: isCrowd, area: area)
  }

  private static func box(_ reader: inout JSONReader) throws(DatasetError) -> SIMD4<Double> {
    var box = SIMD4<Double>()
    var count = 0
    try reader.array { (reader, index) throws(DatasetError) in
      guard index < 4 else { throw reader.error("a box has more than 4 numbers") }
      box[index] = try reader.number()
      count = index + 1
    }
    guard count == 4 else { throw reader.error("a box has \(count) numbers, not 4") }
    return box
  }

  private static func category(_ reader: inout JSONReader) throws(DatasetError) -> Category {
    var id: Int?
    var name: String?
    try reader.object { (reader, key) throws(DatasetError) in
      switch key {
      case "id": id = try reader.integer()
      case "name": name = try reader.string()
      default: try reader.skip()
      }
    }
    guard let id, let name, !name.isEmpty else {
      throw reader.error("a category needs id and name")
    }
    return Category(id: id, name: name)
  }
}
