import Images

extension Image {
  /// The picture as it is drawn on: a small one enlarged until labels fit, unless it is so narrow
  /// that its long side would exceed 1024 pixels.
  var legible: Image {
    let (short, long) = (min(width, height), max(width, height))
    guard short < 256, 256 * long <= 1024 * short else { return self }
    return resized(shortSide: 256, .bicubic)
  }
}
