/// What an annotation file in Pascal VOC's format says.
///
/// Source: "The PASCAL Visual Object Classes Challenge 2012 Development Kit", section 9.1.
package struct VOCAnnotation: Equatable, Sendable {
  /// An object as it is written.
  package struct Object: Equatable, Sendable {
    /// The class.
    package let name: String
    /// Left, top, right and bottom: pixels counted from 1, the last ones included.
    package let corners: SIMD4<Double>
    /// Whether it need not be found.
    package let isDifficult: Bool
    /// Whether a part of it is outside the picture.
    package let isTruncated: Bool
    /// The line of the file where it begins.
    package let line: Int
  }

  /// The width of the picture.
  package let width: Int
  /// The height of the picture.
  package let height: Int
  /// The objects, in the order of the file.
  package let objects: [Object]

  /// The most objects of a file.
  package static let objectLimit = 10_000

  private struct Reader {
    let name: String

    func error(_ line: Int, _ reason: String) -> DatasetError {
      .malformed("\(name): line \(line): \(reason)")
    }

    func only(_ tag: String, in element: XMLElement) throws(DatasetError) -> XMLElement {
      let found = element.children(named: tag)
      guard let first = found.first else {
        throw error(element.line, "<\(element.name)> has no <\(tag)>")
      }
      guard found.count == 1 else {
        throw error(found[1].line, "<\(element.name)> has more than one <\(tag)>")
      }
      return first
    }

    func number(_ tag: String, in element: XMLElement) throws(DatasetError) -> Double {
      let found = try only(tag, in: element)
      let isPlain = found.text.utf8.allSatisfy {
        "0123456789+-.eE".utf8.contains($0)
      }
      let isName = ["nan", "inf", "-inf"].contains(found.text.lowercased())
      guard isPlain || isName, let value = Double(found.text) else {
        throw error(found.line, "<\(tag)> is '\(escaped(found.text))', not a number")
      }
      return value
    }

    func side(_ tag: String, in size: XMLElement) throws(DatasetError) -> Int {
      let value = try number(tag, in: size)
      guard let side = Int(exactly: value), (1...1 << 20).contains(side) else {
        throw error(size.line, "<\(size.name)>: the picture has a \(tag) of \(value)")
      }
      return side
    }

    func flag(_ tag: String, in element: XMLElement) throws(DatasetError) -> Bool {
      guard element.children.contains(where: { $0.name == tag }) else { return false }
      let found = try only(tag, in: element)
      switch found.text.lowercased() {
      case "0", "", "unspecified": return false
      case "1": return true
      default: throw error(found.line, "<\(tag)> is '\(escaped(found.text))', not 0 or 1")
      }
    }

    func object(_ element: XMLElement) throws(DatasetError) -> Object {
      let name = try only("name", in: element)
      guard !name.text.isEmpty else { throw error(name.line, "<name> is empty") }
      let box = try only("bndbox", in: element)
      return Object(
        name: name.text,
        corners: SIMD4(
          try number("xmin", in: box), try number("ymin", in: box), try number("xmax", in: box),
          try number("ymax", in: box)),
        isDifficult: try flag("difficult", in: element),
        isTruncated: try flag("truncated", in: element), line: element.line)
    }
  }

  /// Reads an annotation.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: What messages call it.
  /// - Throws: `DatasetError.malformed` with file, line and element.
  package init(_ bytes: [UInt8], name: String) throws(DatasetError) {
    let root = try XMLReader.read(bytes, name: name)
    let reader = Reader(name: name)
    guard root.name == "annotation" else {
      throw reader.error(root.line, "the outermost element is <\(root.name)>, not <annotation>")
    }
    let size = try reader.only("size", in: root)
    width = try reader.side("width", in: size)
    height = try reader.side("height", in: size)
    let elements = root.children(named: "object")
    guard elements.count <= Self.objectLimit else {
      throw reader.error(root.line, "\(elements.count) objects, more than \(Self.objectLimit)")
    }
    var objects: [Object] = []
    for element in elements { objects.append(try reader.object(element)) }
    self.objects = objects
  }
}
