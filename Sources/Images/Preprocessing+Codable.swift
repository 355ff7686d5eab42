extension Preprocessing: Codable {
  private enum CodingKeys: String, CodingKey {
    case resize, crop, width, height, sampling, scale, mean, deviation, channelOrder
  }

  /// Reads a preprocessing, for example from the metadata of weights.
  ///
  /// - Throws: `DecodingError` where a value is missing or senseless.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    if let crop = try values.decodeIfPresent(Int.self, forKey: .crop) {
      size = .crop(crop, shortSide: try values.decode(Int.self, forKey: .resize))
    } else {
      size = .squish(
        width: try values.decode(Int.self, forKey: .width),
        height: try values.decode(Int.self, forKey: .height))
    }
    sampling = try values.decodeIfPresent(Sampling.self, forKey: .sampling) ?? .bilinear
    scale = try values.decode(Float.self, forKey: .scale)
    mean = try values.decode([Float].self, forKey: .mean)
    deviation = try values.decode([Float].self, forKey: .deviation)
    channelOrder = try values.decodeIfPresent(ChannelOrder.self, forKey: .channelOrder) ?? .rgb
    if let problem {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "preprocessing: \(problem)"))
    }
  }

  /// Writes flat keys: `crop` and `resize`, or `width` and `height`, and the rest by name.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch size {
    case .crop(let side, let shortSide):
      try values.encode(side, forKey: .crop)
      try values.encode(shortSide, forKey: .resize)
    case .squish(let width, let height):
      try values.encode(width, forKey: .width)
      try values.encode(height, forKey: .height)
    }
    try values.encode(sampling, forKey: .sampling)
    try values.encode(scale, forKey: .scale)
    try values.encode(mean, forKey: .mean)
    try values.encode(deviation, forKey: .deviation)
    try values.encode(channelOrder, forKey: .channelOrder)
  }
}
