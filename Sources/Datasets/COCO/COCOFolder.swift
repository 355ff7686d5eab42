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
  /// The boxes that cannot be.
  let badBoxes: [SkippedSample]
  private let pictures: String
  private let entries: [Entry]

  private struct Entry {
    /// The file below the folder of pictures.
    let file: String
    let size: (width: Int, height: Int)
    var objects: [ObjectAnnotation] = []
  }

  /// Reads a file of annotations, all before any training.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - pictures: The folder below which the pictures are; links in it are followed.
  ///   - badBoxes: What becomes of boxes that cannot be.
  ///   - skipsBroken: Whether annotations of pictures that are not listed are left out and reported,
  ///     not an error.
  /// - Throws: `DatasetError.malformed` with file and JSON pointer.
  public init(
    file: String, pictures: String, badBoxes: BadBoxPolicy = .error, skipsBroken: Bool = false
  ) throws(DatasetError) {
    let content = try COCOInstances(JSONReader(file))
    let classes = try Self.classes(content, file)
    let all = try Self.entries(content, file)
    var reading = Reading(
      file: file, entries: all.entries, places: all.places, labels: classes.labels,
      check: BoxCheck(badBoxes))
    for (index, object) in content.objects.enumerated() { try reading.add(object, at: index) }
    var strays: [SkippedSample] = []
    if let orphans = reading.orphans {
      guard skipsBroken else {
        throw .malformed("\(file): \(orphans) — remove them, or pass --skip-broken")
      }
      strays.append(SkippedSample(name: file, reason: orphans))
    }
    let isThere = all.entries.map { isRegularFile("\(pictures)/\($0.file)") }
    for (entry, isThere) in zip(all.entries, isThere) where !isThere {
      strays.append(
        SkippedSample(name: "\(pictures)/\(entry.file)", reason: "there is no such picture"))
    }
    guard isThere.contains(true) else {
      throw .malformed("\(file): none of its \(isThere.count) pictures is in \(pictures)")
    }
    self.file = file
    self.pictures = pictures
    classNames = classes.names
    entries = zip(reading.entries, isThere).filter(\.1).map(\.0)
    self.strays = strays
    notices = reading.check.notice.map { ["\(file): \($0)"] } ?? []
    self.badBoxes = reading.check.faults
  }

  /// The objects on their way to their pictures.
  private struct Reading {
    let file: String
    var entries: [Entry]
    /// The entry of each picture's number.
    let places: [Int: Int]
    /// The label of each category's number.
    let labels: [Int: Int]
    var check: BoxCheck
    private var identifiers: Set<Int> = []
    private var orphanCount = 0
    private var firstOrphan = ""

    init(
      file: String, entries: [Entry], places: [Int: Int], labels: [Int: Int], check: BoxCheck
    ) {
      self.file = file
      self.entries = entries
      self.places = places
      self.labels = labels
      self.check = check
    }

    /// What is said of annotations whose picture is not listed; nil if there are none.
    var orphans: String? {
      guard orphanCount > 0 else { return nil }
      return
        "\(orphanCount) \(orphanCount == 1 ? "annotation belongs" : "annotations belong") to no "
        + "picture, first \(firstOrphan)"
    }

    mutating func add(_ object: COCOInstances.Object, at index: Int) throws(DatasetError) {
      let pointer = "/annotations/\(index)"
      if let id = object.id, !identifiers.insert(id).inserted {
        throw .malformed("\(file): \(pointer)/id: \(id) is there twice")
      }
      guard let label = labels[object.category] else {
        throw .malformed(
          "\(file): \(pointer)/category_id: there is no category \(object.category)")
      }
      guard let place = places[object.picture] else {
        orphanCount += 1
        if orphanCount == 1 { firstOrphan = "\(pointer)/image_id: \(object.picture)" }
        return
      }
      let (low, size) = (object.box.lowHalf, object.box.highHalf)
      let box = try check.box(
        SIMD4(lowHalf: low, highHalf: low + size), width: entries[place].size.width,
        height: entries[place].size.height,
        written: "[\(BoxCheck.text(object.box))] (x, y, width, height)",
        place: "\(file): \(pointer)/bbox")
      guard let box else { return }
      entries[place].objects.append(
        ObjectAnnotation(
          label: label, box: box, isDifficult: object.isCrowd, isCrowd: object.isCrowd,
          area: object.area))
    }
  }

  public var count: Int { entries.count }
  public func objects(at index: Int) -> [ObjectAnnotation] { entries[index].objects }
  public func size(at index: Int) -> (width: Int, height: Int) { entries[index].size }
  public func name(at index: Int) -> String { "\(pictures)/\(entries[index].file)" }

  public func image(at index: Int) throws -> Image {
    try Image(annotated: name(at: index), entries[index].size, in: file)
  }

  /// The SHA-256 of the classes, the pictures' names, and the objects.
  public var fingerprint: String {
    var text = "coco 2 \(classNames)\n"
    for entry in entries {
      text += "\(entry.file) \(entry.size) \(entry.objects.map(\.line))\n"
    }
    return sha256(of: text.utf8)
  }

  /// The pictures without objects, and where each number's is.
  private static func entries(
    _ content: COCOInstances, _ file: String
  ) throws(DatasetError) -> (entries: [Entry], places: [Int: Int]) {
    var entries: [Entry] = []
    var places: [Int: Int] = [:]
    var files: Set<String> = []
    for (index, picture) in content.pictures.enumerated() {
      let pointer = "\(file): /images/\(index)"
      guard places.updateValue(index, forKey: picture.id) == nil else {
        throw .malformed("\(pointer)/id: \(picture.id) is there twice")
      }
      guard let path = relative(picture.file) else {
        throw .malformed(
          "\(pointer)/file_name: '\(escaped(picture.file))' leaves the folder of pictures")
      }
      guard files.insert(path).inserted else {
        throw .malformed("\(pointer)/file_name: '\(escaped(path))' is there twice; remove one")
      }
      entries.append(Entry(file: path, size: (picture.width, picture.height)))
    }
    return (entries, places)
  }

  /// The classes, and the label of each category's number.
  private static func classes(
    _ content: COCOInstances, _ file: String
  ) throws(DatasetError) -> (names: [String], labels: [Int: Int]) {
    var names: [Int: String] = [:]
    var distinct: Set<String> = []
    for (index, category) in content.categories.enumerated() {
      guard distinct.insert(category.name).inserted,
        names.updateValue(category.name, forKey: category.id) == nil
      else {
        throw .malformed(
          "\(file): /categories/\(index): \(category.id), \(escaped(category.name)), is there twice"
        )
      }
    }
    let sorted = names.sorted { $0.key < $1.key }
    let labels = zip(sorted.map(\.key), sorted.indices)
    return (sorted.map(\.value), Dictionary(labels, uniquingKeysWith: { first, _ in first }))
  }

  /// A path below a folder without `.` in it; nil for one that leaves the folder.
  private static func relative(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).filter { $0 != "." }
    guard !parts.isEmpty, !path.utf8.contains(0), !parts.contains(".."), !parts.contains("") else {
      return nil
    }
    return parts.joined(separator: "/")
  }
}
