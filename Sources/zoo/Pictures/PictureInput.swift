import Files
import Images

/// A picture to look at: a file, or one that was drawn.
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
  /// - Throws: `ImageFault` when there is none or it is broken, other errors when the machine fails.
  func image() throws -> Image {
    do {
      switch self {
      case .file(let path): return try Image(contentsOf: path)
      case .drawn(let image, _): return image
      case .missing(let error, _): throw error
      }
    } catch let error as ImageError where [65, 66, 77].contains(error.exitCode) {
      throw ImageFault(reason: error)
    }
  }

  /// A name for files that are made of the picture: its own without folders and ending.
  var stem: String {
    switch self {
    case .file(let path):
      let name = fileName(of: path)
      guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
      return String(name[..<dot])
    case .drawn(_, let name), .missing(_, let name):
      return String(name.prefix { $0 != " " }).replacing("/", with: "-")
    }
  }

  /// Pictures of a collection, such as a sample's validation part.
  ///
  /// - Parameters:
  ///   - count: The most pictures.
  ///   - total: The pictures that there are.
  ///   - name: What a picture is called.
  ///   - image: Draws a picture.
  /// - Returns: The first pictures.
  static func drawn(
    _ count: Int, of total: Int, name: (Int) -> String, image: (Int) throws -> Image
  ) -> [PictureInput] {
    (0..<min(count, total)).map { index in
      do {
        return .drawn(try image(index), name: name(index))
      } catch {
        return .missing(.unreadable(path: name(index), reason: "\(error)"), name: name(index))
      }
    }
  }
}

/// A fault of a picture, after which the others go on.
struct ImageFault: Error {
  let reason: ImageError
}
