import Images

/// A picture to classify: a file, or one that was drawn.
enum PictureInput {
  case file(String)
  case drawn(Image, name: String)
  /// Something that should be a picture and is none.
  case missing(ImageError, name: String)

  /// What results call it.
  var name: String {
    switch self {
    case .file(let path): path
    case .drawn(_, let name), .missing(_, let name): name
    }
  }

  /// The picture.
  ///
  /// - Throws: `ImageError`, when there is none or it is broken.
  func image() throws(ImageError) -> Image {
    switch self {
    case .file(let path): try Image(contentsOf: path)
    case .drawn(let image, _): image
    case .missing(let error, _): throw error
    }
  }
}
