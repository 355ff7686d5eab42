import Datasets
import Tasks

extension DetectionMetrics {
  /// The figures of COCO's evaluation.
  ///
  /// Of each class the 100 best detections of a picture count. Crowds and difficult objects are
  /// neither to be found nor wrong to find; a crowd's overlap is the share of the detection in it.
  public func coco() -> COCOFigures {
    computed.coco { cocoFigures() }
  }

  private func cocoFigures() -> COCOFigures {
    var classes = [COCOClass](repeating: COCOClass(), count: classCount)
    for picture in pictures {
      let objects = Dictionary(grouping: picture.objects, by: \.label)
      let detections = Dictionary(grouping: picture.detections, by: \.classIndex)
      for index in Set(objects.keys).union(detections.keys) {
        classes[index].add(COCOMatch(objects[index] ?? [], detections[index] ?? []))
      }
    }
    for index in classes.indices { classes[index].sort() }
    func precision(_ range: COCOClass.AreaRange, _ thresholds: Range<Int> = 0..<10) -> Double? {
      Self.mean(classes.map { $0.precision(range, thresholds) })
    }
    func recall(_ range: COCOClass.AreaRange, _ limit: Int = 100) -> Double? {
      Self.mean(classes.map { $0.recall(range, limit) })
    }
    return COCOFigures(
      ap: precision(.all), ap50: precision(.all, 0..<1), ap75: precision(.all, 5..<6),
      apSmall: precision(.small), apMedium: precision(.medium), apLarge: precision(.large),
      ar1: recall(.all, 1), ar10: recall(.all, 10), ar100: recall(.all),
      arSmall: recall(.small), arMedium: recall(.medium), arLarge: recall(.large),
      classAP: classes.map { $0.precision(.all, 0..<10) })
  }
}
