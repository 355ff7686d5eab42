import Files
import Images

/// Pictures and boxes in a folder laid out like Pascal VOC's: `JPEGImages`, `Annotations`,
/// `ImageSets/Main`.
///
/// VOC counts pixels from 1 and includes the last: a box from pixel 1 to pixel W has the edges 0…W.
///
/// Deviation: the published training code subtracts 1 from the right and lower corners too, which
/// leaves boxes one pixel small; these are the edges by which boxes are measured.
public struct VOCFolder: ObjectCollection {
  /// The folder of `Annotations`.
  public let root: String
  public let classNames: [String]
  public let strays: [SkippedSample]
  /// What to tell the user, such as the number of boxes clipped.
  public let notices: [String]
  /// The names of the pictures, without folder and ending.
  public let identifiers: [String]
  /// The boxes that cannot be.
  let badBoxes: [SkippedSample]
  private let entries: [Entry]

  private struct Entry {
    let picture: String
    let annotation: String
    let size: (width: Int, height: Int)
    let objects: [ObjectAnnotation]
  }

  /// The 20 classes of Pascal VOC, in their usual order.
  public static let classes = [
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train",
    "tvmonitor",
  ]

  /// Reads the annotations of a folder, all before any training.
  ///
  /// Classes are VOC's 20 if there are no others, and else those found, by name.
  ///
  /// - Parameters:
  ///   - root: The folder of `Annotations`.
  ///   - identifiers: The pictures, such as those of ``imageSet(_:in:)``; nil takes all annotations.
  ///   - badBoxes: What becomes of boxes that cannot be.
  ///   - skipsBroken: Whether an annotation that cannot be read is left out and reported, not an
  ///     error.
  /// - Throws: `DatasetError.notFound` for a missing folder, `.malformed` for what cannot be read.
  public init(
    root: String, identifiers: [String]? = nil, badBoxes: BadBoxPolicy = .error,
    skipsBroken: Bool = false
  ) throws(DatasetError) {
    guard isFolder("\(root)/Annotations") else {
      throw .notFound("\(root)/Annotations: no such folder; check the path")
    }
    var strays: [SkippedSample] = []
    var read: [(identifier: String, picture: String, path: String, content: VOCAnnotation)] = []
    let wanted: [String]
    if let identifiers {
      wanted = identifiers
    } else {
      let listing = try FolderScan.listing(of: "\(root)/Annotations")
      strays += listing.strays
      wanted = listing.names.filter { $0.hasSuffix(".xml") }.map { String($0.dropLast(4)) }
    }
    for identifier in wanted {
      let path = "\(root)/Annotations/\(identifier).xml"
      guard isRegularFile(path) else {
        strays.append(SkippedSample(name: path, reason: "there is no such annotation"))
        continue
      }
      guard let picture = Self.picture(identifier, in: root) else {
        strays.append(
          SkippedSample(
            name: "\(root)/JPEGImages/\(identifier).jpg", reason: "there is no such picture"))
        continue
      }
      do {
        read.append((identifier, picture, path, try Self.annotation(path)))
      } catch {
        guard skipsBroken else { throw error }
        strays.append(SkippedSample(name: path, reason: "\(error)"))
      }
    }
    guard !read.isEmpty else { throw .malformed("\(root): no picture with an annotation") }
    classNames = ClassList.names(found: Set(read.lazy.flatMap(\.content.objects).map(\.name)))
    let labels = Dictionary(
      zip(classNames, classNames.indices), uniquingKeysWith: { first, _ in first })
    var check = BoxCheck(badBoxes)
    var entries: [Entry] = []
    for (_, picture, path, content) in read {
      var objects: [ObjectAnnotation] = []
      for object in content.objects {
        guard let label = labels[object.name] else { continue }
        let box = try check.box(
          object.corners - SIMD4(1, 1, 0, 0), width: content.width, height: content.height,
          written: "\(BoxCheck.text(object.corners)) (VOC counts from 1)",
          place: "\(path): line \(object.line)")
        guard let box else { continue }
        objects.append(
          ObjectAnnotation(
            label: label, box: box, isDifficult: object.isDifficult,
            isTruncated: object.isTruncated))
      }
      entries.append(
        Entry(
          picture: picture, annotation: path, size: (content.width, content.height),
          objects: objects))
    }
    self.root = root
    self.identifiers = read.map(\.identifier)
    self.entries = entries
    self.strays = strays
    notices = check.notice.map { ["\(root): \($0)"] } ?? []
    self.badBoxes = check.faults
  }

  public var count: Int { entries.count }
  public func objects(at index: Int) -> [ObjectAnnotation] { entries[index].objects }
  public func size(at index: Int) -> (width: Int, height: Int) { entries[index].size }
  public func name(at index: Int) -> String { entries[index].picture }

  public func image(at index: Int) throws -> Image {
    let entry = entries[index]
    return try Image(annotated: entry.picture, entry.size, in: entry.annotation)
  }

  /// The SHA-256 of the classes, the pictures' names, and the objects.
  public var fingerprint: String {
    var text = "voc 2 \(classNames)\n"
    for (identifier, entry) in zip(identifiers, entries) {
      text += "\(identifier) \(entry.size) \(entry.objects.map(\.line))\n"
    }
    return sha256(of: text.utf8)
  }

  private static func annotation(_ path: String) throws(DatasetError) -> VOCAnnotation {
    let bytes: [UInt8]
    do {
      bytes = try MappedFile(path, intoMemory: true, atMost: XMLReader.byteLimit).content
    } catch {
      throw DatasetError(error)
    }
    return try VOCAnnotation(bytes, name: path)
  }

  private static func picture(_ identifier: String, in root: String) -> String? {
    ["jpg", "jpeg", "png", "JPG", "JPEG", "PNG"].lazy
      .map { "\(root)/JPEGImages/\(identifier).\($0)" }
      .first(where: isRegularFile)
  }
}
