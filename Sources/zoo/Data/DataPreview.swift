import ArgumentParser
import Datasets
import Images

/// `zoo data preview`: a sheet of pictures with their classes.
struct DataPreview: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Writes a sheet of training pictures with their classes.",
    discussion: "Example: zoo data preview ants_bees --sample --output sheet.png")

  @OptionGroup var source: DataSource

  @Option(
    help: ArgumentHelp("The PNG file to write.", valueName: "file"),
    completion: .file(extensions: ["png"]))
  var output = "preview.png"

  @Option(help: ArgumentHelp("The number of pictures.", valueName: "n"))
  var limit = 24

  func validate() throws {
    if !(1...400).contains(limit) { throw Failure(.usage, "--limit \(limit) is not within 1…400") }
  }

  func run() async throws {
    let images = try await source.resolved().training.limited(to: limit)
    let side = 160
    let columns = min(6, max(1, images.count))
    let rows = (images.count + columns - 1) / columns
    var sheet = Image(width: columns * side, height: max(1, rows) * side, fill: .white)
    for index in 0..<images.count {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      do {
        let picture = try images.image(at: index).resized(shortSide: side).centreCropped(side)
        sheet.paste(picture, x: column * side, y: row * side)
      } catch let error as ImageError {
        Console.note("zoo: skipped: \(error)")
      }
      sheet.label(
        images.classNames[images.label(at: index)], x: column * side, y: row * side, .darkGrey,
        scale: 1)
    }
    try sheet.writePNG(to: output)
    try Console.result(output)
  }
}
