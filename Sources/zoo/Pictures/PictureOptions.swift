import ArgumentParser

/// The pictures that a verb looks at, and what becomes of broken ones.
struct PictureOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "PNG and JPEG files, folders of them, or '-' for paths on standard input.",
      valueName: "image"),
    completion: .file())
  var images: [String] = []

  @Flag(help: "Look at pictures of the drawn sample.")
  var sample = false

  @Flag(help: "Never fall back to small weights: end with 69 instead.")
  var noSample = false

  @Option(help: ArgumentHelp("Look at this many pictures at most.", valueName: "n"))
  var limit: Int?

  @Flag(help: "End with 0 although pictures were broken.")
  var skipBroken = false

  func validate() throws {
    if images.isEmpty, !sample {
      throw Failure(.usage, "no picture is named — give files, a folder, '-', or --sample")
    }
    if let limit, limit < 1 { throw Failure(.usage, "--limit \(limit) is not 1 or more") }
  }

  /// Goes through the pictures: broken ones are reported, the others go on.
  ///
  /// - Parameters:
  ///   - drawn: The pictures of the sample.
  ///   - body: Looks at a picture.
  /// - Throws: What `body` throws that is no fault of the picture, and at the end a `Failure` if
  ///   pictures were broken.
  func forEach(
    drawn: @escaping (Int) -> [PictureInput], _ body: (PictureInput) throws -> Void
  ) throws {
    var failures: [Failure] = []
    var count = 0
    for input in PictureInputs(images, drawn: sample ? drawn(limit ?? 6) : [], limit: limit) {
      do {
        try body(input)
        count += 1
      } catch let error as ImageFault {
        failures.append(Failure(error.reason))
        Console.error(Failure(error.reason))
      }
    }
    guard let first = failures.first, !skipBroken else { return }
    let isAlone = failures.count == 1 && count == 0
    throw Failure(
      isAlone ? first.status : .badData,
      "\(failures.count) of \(failures.count + count) pictures could not be read — remove them, "
        + "or pass --skip-broken")
  }
}
