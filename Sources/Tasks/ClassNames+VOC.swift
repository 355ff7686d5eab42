extension ClassNames {
  /// The twenty classes of Pascal VOC, in the order of published detectors; background not counted.
  ///
  /// Source: Everingham et al., "The Pascal Visual Object Classes Challenge", 2007 to 2012.
  public static let voc = ClassNames([
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train",
    "tvmonitor",
  ])
}
