import Files
import Images

/// Pictures and boxes of a file in COCO's format, `annotations/instances_*.json`.
///
/// Classes are the file's categories in the order of their numbers, which need not be contiguous.
/// Crowds are difficult objects.
public struct COCOFolder: ObjectCollection {
  /// The file of the annotations.
  public let file: String
  public let classNames: [String]
  public let strays: [SkippedSample]
  /// What to tell the user, such as the number of boxes clipped.
  public let notices: [String]
  private let entries: [Entry]

  private struct Entry {
    let path: String
    let size: (width: Int, height: Int)
    var objects: [ObjectAnnotation] = []
  }

  /// Reads a file of annotations, all before any training.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - pictures: The folder below which the pictures are.
  ///   - expected: The classes that a network has already; nil takes those of the file.
  ///   - badBoxes: What becomes of boxes that cannot be.
  ///   - skipsBroken: Whether annotations of pictures that are not listed are left out and reported,
  ///     not an error.
  /// - Throws: `DatasetError.malformed` with file and JSON pointer.
  public init(
    file: String, pictures: String, classNames expected: [String]? = nil,
    badBoxes: BadBoxPolicy = .error, skipsBroken: Bool = false
  ) throws(DatasetError) {
    let content = try COCOInstances(JSONReader(file))
    func error(_ pointer: String, _ reason: String) -> DatasetError {
      .malformed("\(file): \(pointer): \(reason)")
    }
    var places: [Int: Int] = [:]
    var all: [Entry] = []
    for (index, picture) in content.pictures.enumerated() {
      guard places.updateValue(index, forKey: picture.id) == nil else {
        throw error("/images/\(index)/id", "\(picture.id) is there twice")
      }
      guard Self.isBelow(picture.file) else {
        throw error(
          "/images/\(index)/file_name", "'\(escaped(picture.file))' leaves the folder of pictures")
      }
      all.append(
        Entry(path: "\(pictures)/\(picture.file)", size: (picture.width, picture.height)))
    }
    var names: [Int: String] = [:]
    var distinct: Set<String> = []
    for (index, category) in content.categories.enumerated() {
      guard distinct.insert(category.name).inserted,
        names.updateValue(category.name, forKey: category.id) == nil
      else {
        throw error("/categories/\(index)", "\(category.id), \(category.name), is there twice")
      }
    }
    let occurring = Set(content.objects.compactMap { names[$0.category] })
    if let expected { try ClassList.check(found: occurring, expected: expected, source: file) }
    let list = expected ?? names.sorted { $0.key < $1.key }.map(\.value)
    let labels = Dictionary(zip(list, list.indices), uniquingKeysWith: { first, _ in first })

    var check = BoxCheck(badBoxes)
    var strays: [SkippedSample] = []
    var identifiers: Set<Int> = []
    for (index, object) in content.objects.enumerated() {
      let pointer = "/annotations/\(index)"
      if let id = object.id, !identifiers.insert(id).inserted {
        throw error("\(pointer)/id", "\(id) is there twice")
      }
      guard let label = names[object.category].flatMap({ labels[$0] }) else {
        throw error("\(pointer)/category_id", "there is no category \(object.category)")
      }
      guard let place = places[object.picture] else {
        let reason = "there is no picture \(object.picture)"
        guard skipsBroken else { throw error("\(pointer)/image_id", reason) }
        strays.append(SkippedSample(name: "\(file): \(pointer)/image_id", reason: reason))
        continue
      }
      let (low, size) = (object.box.lowHalf, object.box.highHalf)
      let box = try check.box(
        SIMD4(lowHalf: low, highHalf: low + size), width: all[place].size.width,
        height: all[place].size.height, place: "\(file): \(pointer)/bbox")
      guard let box else { continue }
      all[place].objects.append(
        ObjectAnnotation(
          label: label, box: box, isDifficult: object.isCrowd, isCrowd: object.isCrowd,
          area: object.area))
    }
    var entries: [Entry] = []
    for entry in all {
      if isRegularFile(entry.path) {
        entries.append(entry)
      } else {
        strays.append(SkippedSample(name: entry.path, reason: "there is no such picture"))
      }
    }
    guard !entries.isEmpty else {
      throw .malformed("\(file): none of its \(all.count) pictures is in \(pictures)")
    }
    self.file = file
    classNames = list
    self.entries = entries
    self.strays = strays
    notices = check.notice.map { ["\(file): \($0)"] } ?? []
  }

  public var count: Int { entries.count }
  public func objects(at index: Int) -> [ObjectAnnotation] { entries[index].objects }
  public func size(at index: Int) -> (width: Int, height: Int) { entries[index].size }
  public func name(at index: Int) -> String { entries[index].path }

  public func image(at index: Int) throws -> Image {
    let entry = entries[index]
    let image = try Image(contentsOf: entry.path)
    guard (image.width, image.height) == entry.size else {
      throw DatasetError.malformed(
        "\(entry.path): \(image.width)×\(image.height) pixels, but \(file) says"
          + " \(entry.size.width)×\(entry.size.height)")
    }
    return image
  }

  /// The SHA-256 of the classes, the pictures' names, and the objects.
  public var fingerprint: String {
    var text = "coco 1 \(classNames)\n"
    for entry in entries {
      text += "\(fileName(of: entry.path)) \(entry.size)"
      for object in entry.objects {
        let box = object.box
        text += " \(object.label) \(box.xMin) \(box.yMin) \(box.xMax) \(box.yMax)"
        text += object.isDifficult ? " difficult" : ""
      }
      text += "\n"
    }
    return sha256(of: text.utf8)
  }

  /// Whether a path stays below the folder that it is added to.
  private static func isBelow(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return !path.isEmpty && !path.utf8.contains(0) && !parts.contains("..") && !parts.contains("")
  }
}
