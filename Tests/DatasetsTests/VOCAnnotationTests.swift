import Datasets
import Testing

@Suite struct VOCAnnotationTests {
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  private func read(_ text: String) throws -> VOCAnnotation {
    try VOCAnnotation(Array(text.utf8), name: "a.xml")
  }

  @Test("A2: tags are read by name in any order, decimals too; a part's box is not the object's")
  func order() throws {
    let part = "<part><name>head</name><bndbox><xmin>5</xmin></bndbox></part>"
    let text = VOCTests.annotation(
      "<!-- two --><object><part/><truncated>1</truncated>\(part)\(VOCTests.object.dropFirst(8))"
        + VOCTests.box("<![CDATA[a <b>]]>&amp;&#233;", "1 1 40 32"))
    let annotation = try read(text)
    #expect((annotation.width, annotation.height) == (40, 32))
    #expect(annotation.objects.map(\.name) == ["dog", "a <b>&é"])
    #expect(annotation.objects[0].corners == SIMD4(2, 3.5, 20, 30))
    #expect(annotation.objects[0].isDifficult && annotation.objects[0].isTruncated)
    #expect(!annotation.objects[1].isDifficult)
    #expect(annotation.objects[0].line == 3)
  }

  @Test("A2: a mark of UTF-8 and the encoding Latin-1 are understood")
  func encodings() throws {
    let text = VOCTests.annotation(VOCTests.box("café", "1 1 4 4"))
    let marked = try VOCAnnotation([0xEF, 0xBB, 0xBF] + Array(text.utf8), name: "a")
    #expect(marked.objects[0].name == "café")
    let declared = "<?xml version='1.0' encoding='ISO-8859-1'?>\n" + text
    let latin = declared.unicodeScalars.map { UInt8($0.value) }
    #expect(try VOCAnnotation(latin, name: "a").objects[0].name == "café")
    #expect(
      message { _ = try VOCAnnotation(text.unicodeScalars.map { UInt8($0.value) }, name: "a") }
        == "a: it is not UTF-8; save it so, or declare its encoding")
    let wide = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(message { _ = try VOCAnnotation([0xFF, 0xFE] + wide, name: "a") }.contains("UTF-16"))
  }

  @Test(
    "A1: a document type is refused, whatever it promises",
    arguments: [
      "<!DOCTYPE a [<!ENTITY b \"x\">]>", "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\">",
      "<!DOCTYPE a [<!ENTITY % b SYSTEM \"http://127.0.0.1:9/b\"> %b;]>",
      "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">",
      "<!DOCTYPE a [<!ENTITY l0 \"ha\"><!ENTITY l1 \"&l0;&l0;\">]>",
    ])
  func documentType(start: String) {
    #expect(
      message { _ = try read(start + VOCTests.annotation()) }
        == "a.xml: line 1: a document type (<!DOCTYPE …>) is refused; remove it")
    #expect(
      message { _ = try read(VOCTests.annotation("&b;")) } == "a.xml: line 3: &b; is not known")
  }

  private static let brokenFiles: [(String, String)] = [
    ("", "line 1: no element"), ("text", "line 1: text before"),
    ("<annotation>\n<size>", "line 2: the file ends within <size> of line 2; it is cut off"),
    ("<annotation><!-- ", "a comment of line 1 has no end"),
    ("<a></b>", "</b> closes <a> of line 1"),
    ("<a b=c/>", "<a>: the value of b is not in quotation marks"),
    ("<a/><b/>", "more after </a>"), ("<a/>", "is <a>, not <annotation>"),
    ("<annotation/>", "line 1: <annotation> has no <size>"),
    (VOCTests.annotation(size: "0,4"), "the picture has a width of 0"),
    (VOCTests.annotation(size: "4,x"), "<height> is 'x', not a number"),
    (VOCTests.annotation("<object/>"), "line 3: <object> has no <name>"),
    (VOCTests.annotation("<object><name/></object>"), "<name> is empty"),
    (VOCTests.annotation("<object><name>a</name></object>"), "<object> has no <bndbox>"),
    (
      VOCTests.annotation("<object><name>a</name>\n<bndbox/><bndbox/></object>"),
      "line 4: <object> has more"
    ),
    (VOCTests.annotation(VOCTests.box("a", "1 1 2 ten")), "<ymax> is 'ten', not a number"),
    (VOCTests.annotation(VOCTests.box("a", "1 1 2 0x10")), "<ymax> is '0x10', not a number"),
    (
      VOCTests.annotation(
        "<object><name>a</name><difficult>2</difficult>\(VOCTests.box("a", "1 1 2 2").dropFirst(8))"
      ),
      "more than one <name>"
    ),
    ("\n\n", "line 3: no element"), ("<", "line 1: '<' without a name"),
    ("<annotation", "line 1: the file ends within <annotation>"),
    ("<annotation>", "the file ends within <annotation> of line 1"),
    ("<annotation a", "line 1: <annotation>: a has no value"),
    ("<annotation a=\"b", "an attribute of <annotation> of line 1 has no end"),
    ("<annotation><", "'<' without a name"), ("<annotation></", "'<' without a name"),
    ("<annotation></annotation", "</annotation> has no '>'"),
    ("<annotation><![CDATA[x", "a CDATA section of line 1 has no end"),
    ("<?xml", "a processing instruction of line 1 has no end"),
    ("<annotation>&lt</annotation>", "line 1: "), ("<annotation>&#0;</annotation>", "line 1: "),
    ("<annotation>&#x110000;</annotation>", "line 1: "),
    ("<annotation>&#xD800;</annotation>", "line 1: "),
    ("<annotation>&nbsp;</annotation>", "&nbsp; is not known"),
    ("<annotation><size/></annotation>", "<size> has no <width>"),
    ("<annotation><size><width>4</width></size></annotation>", "<size> has no <height>"),
    (VOCTests.annotation(size: "-4,4"), "the picture has a width of -4"),
    (VOCTests.annotation(size: "1e9,4"), "line 2: <size>: the picture has a width of 1000000000.0"),
    (VOCTests.annotation(size: "nan,4"), "line 2: <size>: the picture has a width of nan"),
    (VOCTests.annotation("<object><name>a</name><bndbox/></object>"), "<bndbox> has no <xmin>"),
    (
      VOCTests.annotation(
        "<object><name>a</name><bndbox><xmin>1</xmin><xmin>2</xmin></bndbox></object>"),
      "<bndbox> has more than one <xmin>"
    ),
  ]

  @Test("A2: the table has forty files and more")
  func count() {
    #expect(Self.brokenFiles.count >= 40)
  }

  @Test(
    "A2: what is missing or broken is named with file, line and element",
    arguments: brokenFiles)
  func broken(text: String, expected: String) {
    let text = message { _ = try read(text) }
    #expect(text.hasPrefix("a.xml: ") && text.contains(expected), "\(text)")
  }

  @Test("A2: a file cut off anywhere is an error, never an empty list")
  func truncated() {
    let bytes = Array(VOCTests.annotation().utf8)
    for count in 0..<bytes.count - 2 {
      #expect(throws: DatasetError.self, "\(count)") {
        try VOCAnnotation(Array(bytes.prefix(count)), name: "a.xml")
      }
    }
  }

  @Test("A2: depth, size and the number of objects have limits")
  func limits() {
    let deep = String(repeating: "<a>", count: 17) + String(repeating: "</a>", count: 17)
    #expect(
      message { _ = try read(deep) } == "a.xml: line 1: more than 16 elements within each other")
    func many(_ count: Int) -> String {
      VOCTests.annotation(String(repeating: "<object/>", count: count))
    }
    #expect(
      message { _ = try read(many(10_001)) } == "a.xml: line 1: 10001 objects, more than 10000")
    #expect(message { _ = try read(many(10_000)) }.contains("<object> has no <name>"))
    let large = [UInt8](repeating: 0x20, count: XMLReader.byteLimit + 1)
    #expect(message { _ = try VOCAnnotation(large, name: "a.xml") }.contains("more than 1048576"))
  }
}
