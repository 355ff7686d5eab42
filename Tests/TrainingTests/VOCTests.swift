import Datasets
import Foundation
import Images
import Tasks
import Testing
import Training

@Suite struct VOCTests {
  /// A line of VOC's files: picture, score or difficulty, and 1-based pixels with both ends.
  private struct Line: Decodable {
    let picture: String
    let score: Float
    let isDifficult: Bool
    let box: Box

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      picture = try values.decode(String.self)
      let score = try? values.decode(Float.self)
      self.score = score ?? 0
      let ends = try values.decode([Float].self)
      isDifficult = score == nil ? try values.decode(Bool.self) : false
      box = Box(xMin: ends[0] - 1, yMin: ends[1] - 1, xMax: ends[2], yMax: ends[3])
    }
  }

  private struct Expected: Decodable {
    let objects: Int
    let detections: Int
    let ap11: Double
    let area: Double
  }

  private struct Case: Decodable {
    let name: String
    let detections: [String: [Line]]
    let truths: [String: [Line]]
    let expected: [String: Expected]
    let mean: [String: Double]?
    enum CodingKeys: String, CodingKey {
      case name, detections, truths, expected
      case mean = "mean over the classes with objects"
    }

    var classes: [String] { expected.keys.sorted() }

    var metrics: DetectionMetrics {
      var pictures: [String: DetectedPicture] = [:]
      for (index, name) in classes.enumerated() {
        for line in truths[name] ?? [] {
          pictures[line.picture, default: .empty(line.picture)].objects.append(
            ObjectAnnotation(label: index, box: line.box, isDifficult: line.isDifficult))
        }
        for line in detections[name] ?? [] {
          pictures[line.picture, default: .empty(line.picture)].detections.append(
            Detection(label: name, classIndex: index, score: line.score, box: line.box))
        }
      }
      var metrics = DetectionMetrics(classCount: classes.count)
      for name in pictures.keys.sorted() {
        if let picture = pictures[name] { metrics.add(picture) }
      }
      return metrics
    }
  }

  private struct Fixture: Decodable {
    let cases: [Case]
  }

  @Test("R1: average precisions equal the reference's in every case")
  func parity() throws {
    let url = try #require(
      Bundle.module.url(forResource: "voc", withExtension: "json", subdirectory: "Fixtures"))
    let cases = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url)).cases
    #expect(cases.count == 12)
    for example in cases {
      let curves = example.metrics.voc()
      for (name, curve) in zip(example.classes, curves) {
        let expected = try #require(example.expected[name])
        let label = "\(example.name), \(name)"
        #expect(curve.objectCount == expected.objects, "\(label)")
        #expect(curve.detectionCount == expected.detections, "\(label)")
        guard expected.objects > 0 else {
          #expect(curve.elevenPointAP == nil && curve.areaAP == nil, "\(label)")
          continue
        }
        #expect(abs(try #require(curve.elevenPointAP) - expected.ap11) < 1e-6, "\(label)")
        #expect(abs(try #require(curve.areaAP) - expected.area) < 1e-6, "\(label)")
      }
      guard let mean = example.mean else { continue }
      let figures = example.metrics.figures
      #expect(abs(try #require(figures["mAP"]) - (mean["ap11"] ?? 0)) < 1e-6)
      #expect(abs(try #require(figures["area mAP"]) - (mean["area"] ?? 0)) < 1e-6)
    }
  }

  @Test("boxes read from VOC's own files give the reference's figures too")
  func files() throws {
    let url = try #require(
      Bundle.module.url(forResource: "voc", withExtension: "json", subdirectory: "Fixtures"))
    for example in try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url)).cases {
      let names = example.classes
      let root = FileManager.default.temporaryDirectory.appending(path: "voc-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: root) }
      for name in ["Annotations", "JPEGImages"] {
        try FileManager.default.createDirectory(
          at: root.appending(path: name), withIntermediateDirectories: true)
      }
      for picture in example.metrics.pictures {
        let objects = picture.objects.map { object in
          // As VOC writes them: pixels from 1 on, the last one included.
          let box = object.box
          return """
            <object><name>\(names[object.label])</name>\
            <difficult>\(object.isDifficult ? 1 : 0)</difficult>\
            <bndbox><xmin>\(box.xMin + 1)</xmin><ymin>\(box.yMin + 1)</ymin>\
            <xmax>\(box.xMax)</xmax><ymax>\(box.yMax)</ymax></bndbox></object>
            """
        }
        let text = """
          <annotation><size><width>500</width><height>500</height></size>\(objects.joined())\
          </annotation>
          """
        try Data(text.utf8).write(to: root.appending(path: "Annotations/\(picture.name).xml"))
        try Data().write(to: root.appending(path: "JPEGImages/\(picture.name).jpg"))
      }
      let folder = try VOCFolder(root: root.path)
      var metrics = DetectionMetrics(classCount: folder.classNames.count)
      for (index, picture) in example.metrics.pictures.enumerated() {
        #expect(folder.identifiers[index] == picture.name)
        let detections = picture.detections.compactMap { found in
          folder.classNames.firstIndex(of: found.label).map {
            Detection(label: found.label, classIndex: $0, score: found.score, box: found.box)
          }
        }
        metrics.add(
          DetectedPicture(
            name: picture.name, objects: folder.objects(at: index), detections: detections))
      }
      for (name, curve) in zip(folder.classNames, metrics.voc()) {
        guard let expected = example.expected[name], expected.objects > 0 else { continue }
        #expect(curve.objectCount == expected.objects)
        #expect(abs(try #require(curve.elevenPointAP) - expected.ap11) < 1e-6, "\(name)")
        #expect(abs(try #require(curve.areaAP) - expected.area) < 1e-6, "\(name)")
      }
    }
  }

  @Test("without any object there is no average precision, and no trap")
  func empty() {
    let metrics = DetectionMetrics(classCount: 2)
    #expect(metrics.voc().allSatisfy { $0.elevenPointAP == nil && $0.hits.isEmpty })
    #expect(metrics.coco().ap == nil)
    #expect(metrics.figures["mAP"]?.isNaN == true)
  }
}

extension DetectedPicture {
  /// A picture without anything.
  static func empty(_ name: String) -> DetectedPicture {
    DetectedPicture(name: name, objects: [], detections: [])
  }
}
