import Files
import Images
import Tasks

/// Copies of pictures with the answers written on them.
struct AnnotatedPictures {
  /// Where copies go; nil for none.
  private let path: String?
  private let isFile: Bool
  /// The name of the weights, which stands in each copy.
  private let weights: String
  private var used = Set<String>()

  /// Prepares the folder, so that a wrong one is found before any work.
  ///
  /// - Throws: `FileError`, when nothing can be written there.
  init(path: String?, weights: String) throws(FileError) {
    self.path = path
    self.weights = weights
    isFile = path.map { $0.lowercased().hasSuffix(".png") && !isFolder($0) } ?? false
    guard let path else { return }
    if isFile {
      try checkWritable(folder: folder(of: path))
    } else {
      try createFolder(path)
      try checkWritable(folder: path)
    }
  }

  /// Writes a copy.
  ///
  /// - Returns: Its path; nil if none was asked for.
  /// - Throws: `ImageError`, when it cannot be written.
  mutating func write(
    _ image: Image, _ answers: [Classification], _ input: PictureInput
  ) throws(ImageError) -> String? {
    guard let path else { return nil }
    let target = isFile && used.isEmpty ? path : next(for: input, in: path)
    used.insert(target)
    try annotated(image, answers).writePNG(to: target)
    return target
  }

  /// A name that no other copy of this call has.
  private func next(for input: PictureInput, in path: String) -> String {
    let base = isFile ? String(path.dropLast(4)) : "\(path)/\(stem(of: input))"
    var number = 1
    while used.contains(number == 1 ? "\(base).png" : "\(base)-\(number).png") { number += 1 }
    return number == 1 ? "\(base).png" : "\(base)-\(number).png"
  }

  private func stem(of input: PictureInput) -> String {
    switch input {
    case .file(let path):
      let name = fileName(of: path)
      guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
      return String(name[..<dot])
    case .drawn(_, let name), .missing(_, let name):
      return String(name.prefix { $0 != " " }).replacing("/", with: "-")
    }
  }

  private func annotated(_ image: Image, _ answers: [Classification]) -> Image {
    let shortSide = min(image.width, image.height)
    var copy = shortSide < 256 ? image.resized(shortSide: 256, .bicubic) : image
    let scale = max(1, Double(min(copy.width, copy.height)) / 200)
    let step = Int(12 * scale)
    for (row, answer) in answers.prefix(5).enumerated() where row * step < copy.height {
      copy.label(
        "\(Figures.fixed(answer.probability, 2)) \(answer.label)", x: 0, y: row * step,
        row == 0 ? Color(0x1B6E3C) : .darkGrey, scale: scale)
    }
    copy.label(weights, x: 0, y: copy.height, .darkGrey, scale: max(1, scale / 2))
    return copy
  }
}
