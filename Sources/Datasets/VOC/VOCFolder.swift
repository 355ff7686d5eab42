import Files
import Glibc
import Images

/// Pictures and boxes in a folder laid out like Pascal VOC's: `JPEGImages`, `Annotations`,
/// `ImageSets/Main`.
///
/// Corners become edges by subtracting 1 from each, as the published training code does: a box over
/// the whole of a picture of width W spans 0…W − 1.
public struct VOCFolder: ObjectCollection {
  /// The folder of `Annotations`.
  public let root: String
  public let classNames: [String]
  public let strays: [SkippedSample]
  /// What to tell the user, such as the number of boxes clipped.
  public let notices: [String]
  /// The names of the pictures, without folder and ending.
  public let identifiers: [String]
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
  /// - Parameters:
  ///   - root: The folder of `Annotations`.
  ///   - identifiers: The pictures, such as those of ``imageSet(_:in:)``; nil takes all annotations.
  ///   - expected: The classes that a network has already; nil takes VOC's 20 if there are no
  ///     others, and else those found, by name.
  ///   - badBoxes: What becomes of boxes that cannot be.
  ///   - skipsBroken: Whether an annotation that cannot be read is left out and reported, not an
  ///     error.
  /// - Throws: `DatasetError.notFound` for a missing folder, `.malformed` for what cannot be read
  ///   and for classes that are not expected.
  public init(
    root: String, identifiers: [String]? = nil, classNames expected: [String]? = nil,
    badBoxes: BadBoxPolicy = .error, skipsBroken: Bool = false
  ) throws(DatasetError) {
    guard isFolder("\(root)/Annotations") else {
      throw .notFound("\(root)/Annotations: no such folder; check the path")
    }
    var strays: [SkippedSample] = []
    var read: [(identifier: String, picture: String, path: String, content: VOCAnnotation)] = []
    let wanted: [String]
    if let identifiers { wanted = identifiers } else { wanted = try Self.annotated(in: root) }
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
    let found = Set(read.lazy.flatMap(\.content.objects).map(\.name))
    classNames = try ClassList.names(found: found, expected: expected, source: root)
    let labels = Dictionary(
      zip(classNames, classNames.indices), uniquingKeysWith: { first, _ in first })
    var check = BoxCheck(badBoxes)
    var entries: [Entry] = []
    for (_, picture, path, content) in read {
      var objects: [ObjectAnnotation] = []
      for object in content.objects {
        guard let label = labels[object.name] else { continue }
        let box = try check.box(
          object.corners - 1, width: content.width, height: content.height,
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
  }

  public var count: Int { entries.count }
  public func objects(at index: Int) -> [ObjectAnnotation] { entries[index].objects }
  public func size(at index: Int) -> (width: Int, height: Int) { entries[index].size }
  public func name(at index: Int) -> String { entries[index].picture }

  public func image(at index: Int) throws -> Image {
    let entry = entries[index]
    let image = try Image(contentsOf: entry.picture)
    guard (image.width, image.height) == entry.size else {
      throw DatasetError.malformed(
        "\(entry.picture): \(image.width)×\(image.height) pixels, but \(entry.annotation) says"
          + " \(entry.size.width)×\(entry.size.height)")
    }
    return image
  }

  /// The SHA-256 of the classes, the pictures' names, and the objects.
  public var fingerprint: String {
    var text = "voc 1 \(classNames)\n"
    for (identifier, entry) in zip(identifiers, entries) {
      text += "\(identifier) \(entry.size)"
      for object in entry.objects {
        let box = object.box
        text += " \(object.label) \(box.xMin) \(box.yMin) \(box.xMax) \(box.yMax)"
        text += object.isDifficult ? " difficult" : ""
      }
      text += "\n"
    }
    return sha256(of: text.utf8)
  }

  private static func annotation(_ path: String) throws(DatasetError) -> VOCAnnotation {
    let bytes: [UInt8]
    do {
      bytes = try MappedFile(path, intoMemory: true).content
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

  /// The names of all annotations, in the order of their bytes.
  private static func annotated(in root: String) throws(DatasetError) -> [String] {
    let listing = FolderScan.list("\(root)/Annotations")
    if let code = listing.failure {
      throw .permission("\(root)/Annotations: \(String(cString: strerror(code)))")
    }
    return listing.names.filter { $0.hasSuffix(".xml") }.map { String($0.dropLast(4)) }
  }
}
