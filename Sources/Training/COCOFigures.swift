/// The figures of COCO's evaluation; nil where there is no object.
///
/// Source: Lin et al., "Microsoft COCO: Common Objects in Context", and the evaluation code of
/// pycocotools. https://cocodataset.org/#detection-eval
public struct COCOFigures: Sendable, Equatable, Encodable {
  /// The average precision over overlaps of 0.5, 0.55, … 0.95.
  public internal(set) var ap: Double?
  /// The average precision at an overlap of 0.5.
  public internal(set) var ap50: Double?
  /// The average precision at an overlap of 0.75.
  public internal(set) var ap75: Double?
  /// The average precision of objects up to 32² pixels.
  public internal(set) var apSmall: Double?
  /// The average precision of objects of 32² to 96² pixels.
  public internal(set) var apMedium: Double?
  /// The average precision of objects from 96² pixels.
  public internal(set) var apLarge: Double?
  /// The average recall with 1 detection per class and picture.
  public internal(set) var ar1: Double?
  /// The average recall with 10 detections per class and picture.
  public internal(set) var ar10: Double?
  /// The average recall with 100 detections per class and picture.
  public internal(set) var ar100: Double?
  /// The average recall of objects up to 32² pixels.
  public internal(set) var arSmall: Double?
  /// The average recall of objects of 32² to 96² pixels.
  public internal(set) var arMedium: Double?
  /// The average recall of objects from 96² pixels.
  public internal(set) var arLarge: Double?
  /// The average precision of each class.
  public internal(set) var classAP: [Double?] = []
}
