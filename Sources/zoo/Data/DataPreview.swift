import ArgumentParser
import Datasets
import Images
import SSD
import Tensors

/// `zoo data preview`: a sheet of pictures with their classes or boxes.
struct DataPreview: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Writes a sheet of training pictures with their classes or boxes.",
    discussion: """
      --augment shows a row for each picture: as it is, and changed at random as in training; for \
      boxes each step of the augmentation alone, then all together as --augmentation says, and \
      difficult objects, which training leaves out, only in the picture as it is. Examples:
        zoo data preview ants_bees --sample --output sheet.png
        zoo data preview voc2012 --sample --augment --limit 6
      """)

  @OptionGroup var source: DataSource

  @Option(
    help: ArgumentHelp("The PNG file to write.", valueName: "file"),
    completion: .file(extensions: ["png"]))
  var output = "preview.png"

  @Option(help: ArgumentHelp("The number of pictures.", valueName: "n"))
  var limit = 24

  @Option(help: "What becomes of boxes that cannot be.")
  var badBoxes = BadBoxPolicy.error

  @Flag(help: "Show how training changes the pictures.")
  var augment = false

  func validate() throws {
    try PictureOutput.check(output, "--output")
    if !(1...400).contains(limit) { throw Failure(.usage, "--limit \(limit) is not within 1…400") }
  }

  func run() async throws {
    try ReadPaths([source.data] + [source.dataRoot].compactMap(\.self)).check(output)
    let sheet =
      switch try await source.found(badBoxes: badBoxes) {
      case .pictures(let data): pictureSheet(data.training.limited(to: limit))
      case .objects(let data):
        objectSheet(data.training.count > 0 ? data.training : data.validation)
      case .texts(let data):
        throw Failure(.usage, "\(data.name) holds texts, of which there is no sheet of pictures")
      }
    try sheet.writePNG(to: output)
    try Console.output(output)
  }

  /// Pictures with their classes.
  private func pictureSheet(_ images: any ImageCollection) -> Image {
    let transforms: [any ImageTransform] = [
      RandomResizedCrop(size: 160, area: 0.5...1), RandomHorizontalFlip(),
    ]
    let rows = rows(images.count, images.name, images.image) { index, image in
      let plain = image.resized(shortSide: 160, centreCropped: 160)
      let changed = (0..<(augment ? 5 : 0)).map { copy in
        var random = Random(seed: source.seed, copy, index)
        return transforms(image, random: &random)
      }
      let name = images.classNames[images.label(at: index)]
      return [plain.labelled(name)] + changed
    }
    return Self.sheet(rows, columns: 6, gap: 0)
  }

  /// A changed copy: a step that left the picture as it was is drawn again, a few times.
  private static func changed(
    _ picture: AnnotatedPicture, _ image: Image, _ transforms: [any ObjectTransform],
    _ place: (seed: UInt64, step: Int, index: Int)
  ) -> AnnotatedPicture {
    var changed = picture
    for attempt in 0..<8 where attempt == 0 || changed.image == image {
      var random = Random(seed: place.seed, place.step + 100 * attempt, place.index)
      changed = picture
      transforms(&changed, random: &random)
    }
    return changed
  }

  /// Pictures with their boxes.
  private func objectSheet(_ pictures: any ObjectCollection) -> Image {
    let steps: [(name: String, transforms: [any ObjectTransform])] =
      augment
      ? [
        ("colours", [PhotometricDistortion()]), ("made smaller", [RandomExpansion()]),
        ("cropped", [RandomSampleCrop(.paper)]), ("mirrored", [RandomMirror()]),
      ]
        + [SSD.FineTuneOptions.Augmentation.crop, .paper, .compatible].map { choice in
          ("all: \(choice.rawValue)", choice.transforms)
        } : []
    let count = min(limit, pictures.count)
    let rows = rows(count, pictures.name, pictures.image) { index, image in
      let picture = AnnotatedPicture(image, objects: pictures.objects(at: index))
      let plain = Self.drawn(picture, pictures.classNames)
      var trained = picture
      trained.objects.removeAll(where: \.isDifficult)
      return [augment ? plain.labelled("as it is") : plain]
        + steps.enumerated().map { number, step in
          let changed = Self.changed(trained, image, step.transforms, (source.seed, number, index))
          return Self.drawn(changed, pictures.classNames).labelled(step.name)
        }
    }
    return Self.sheet(rows, columns: augment ? 1 + steps.count : 4, gap: 4)
  }

  /// The pictures made of each picture; broken ones are named and left out.
  private func rows(
    _ count: Int, _ name: (Int) -> String, _ image: (Int) throws -> Image,
    _ row: (Int, Image) -> [Image]
  ) -> [Image] {
    (0..<count).flatMap { index in
      do {
        return row(index, try image(index))
      } catch {
        Console.note("zoo: skipped: \(SkippedSample(name: name(index), reason: "\(error)"))")
        return []
      }
    }
  }

  /// The picture of a size that fits the sheet, with its boxes.
  private static func drawn(_ picture: AnnotatedPicture, _ classNames: [String]) -> Image {
    let image = picture.image
    let factor = 320 / Double(max(image.width, image.height))
    let small = image.resized(
      width: max(1, Int((Double(image.width) * factor).rounded())),
      height: max(1, Int((Double(image.height) * factor).rounded())))
    let (x, y) = (
      Float(small.width) / Float(image.width), Float(small.height) / Float(image.height)
    )
    let boxes = picture.objects.map { object in
      let suffix = object.isDifficult ? " (difficult)" : ""
      return (object.box.scaled(x: x, y: y), classNames[object.label] + suffix, object.label)
    }
    return small.withBoxes(boxes, enlarges: false)
  }

  private static func sheet(_ images: [Image], columns: Int, gap: Int) -> Image {
    images.isEmpty
      ? Image(width: 160, height: 160, fill: .white)
      : .grid(images, columns: min(columns, images.count), gap: gap)
  }
}

extension Image {
  /// A copy with a caption in the corner.
  fileprivate func labelled(_ text: String) -> Image {
    var copy = self
    copy.label(text, x: 0, y: height, .darkGrey, scale: 1)
    return copy
  }
}
