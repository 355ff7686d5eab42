import Datasets
import Foundation
import Images
import Tasks
import Testing
import Training

@Suite struct COCOTests {
  private struct Fixture: Decodable {
    struct Truth: Decodable {
      let images: [ID]
      let annotations: [Annotation]
      let categories: [ID]
    }
    struct ID: Decodable {
      let id: Int
    }
    struct Annotation: Decodable {
      let image_id: Int
      let category_id: Int
      let bbox: [Float]
      let area: Float
      let iscrowd: Int
    }
    struct Found: Decodable {
      let image_id: Int
      let category_id: Int
      let bbox: [Float]
      let score: Float
    }
    let truth: Truth
    let detections: [Found]
    let expected: [String: Double]
    let classAP: [String: Double]
    enum CodingKeys: String, CodingKey {
      case truth, detections, expected
      case classAP = "AP of each category"
    }

    func picture(_ image: Int, _ classes: [Int]) throws -> DetectedPicture {
      var picture = DetectedPicture.empty("\(image)")
      for object in truth.annotations where object.image_id == image {
        let label = try #require(classes.firstIndex(of: object.category_id))
        picture.objects.append(
          ObjectAnnotation(
            label: label, box: COCOTests.box(object.bbox), isCrowd: object.iscrowd == 1,
            area: object.area))
      }
      for found in detections where found.image_id == image {
        let label = try #require(classes.firstIndex(of: found.category_id))
        picture.detections.append(
          Detection(
            label: "", classIndex: label, score: found.score, box: COCOTests.box(found.bbox)))
      }
      return picture
    }
  }

  private static func box(_ values: [Float]) -> Box {
    Box(
      xMin: values[0], yMin: values[1], xMax: values[0] + values[2], yMax: values[1] + values[3])
  }

  @Test("all twelve figures and those of each class equal pycocotools'")
  func parity() throws {
    let url = try #require(
      Bundle.module.url(forResource: "coco_boxes", withExtension: "json", subdirectory: "Fixtures")
    )
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    let classes = fixture.truth.categories.map(\.id)
    var metrics = DetectionMetrics(classCount: classes.count)
    for image in fixture.truth.images.map(\.id) {
      metrics.add(try fixture.picture(image, classes))
    }
    let figures = metrics.coco()
    let ours = [
      "AP": figures.ap, "AP50": figures.ap50, "AP75": figures.ap75, "AP small": figures.apSmall,
      "AP medium": figures.apMedium, "AP large": figures.apLarge, "AR 1": figures.ar1,
      "AR 10": figures.ar10, "AR 100": figures.ar100, "AR small": figures.arSmall,
      "AR medium": figures.arMedium, "AR large": figures.arLarge,
    ]
    #expect(fixture.expected.count == 12)
    for (name, expected) in fixture.expected {
      #expect(abs(try #require(ours[name] ?? nil) - expected) < 1e-6, "\(name)")
    }
    for (id, expected) in fixture.classAP {
      let index = try #require(classes.firstIndex { "\($0)" == id })
      #expect(abs(try #require(figures.classAP[index]) - expected) < 1e-6, "class \(id)")
    }
  }

  @Test("an overlap of exactly 0.85 reaches the threshold, as in pycocotools")
  func exactOverlap() {
    var metrics = DetectionMetrics(classCount: 1)
    metrics.add(
      DetectedPicture(
        name: "a", objects: [ObjectAnnotation(label: 0, box: Self.box([0, 0, 20, 10]))],
        detections: [
          Detection(label: "", classIndex: 0, score: 0.9, box: Self.box([0, 0, 17, 10]))
        ]))
    #expect(metrics.coco().ap.map { abs($0 - 0.8) < 1e-12 } == true)
  }
}
