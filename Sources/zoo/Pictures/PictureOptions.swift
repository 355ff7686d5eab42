import ArgumentParser
import Glibc

/// The pictures that a verb looks at, and what becomes of broken ones.
struct PictureOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      """
      PNG and JPEG files, folders of them, or '-' for paths on standard input. With '-' no file is \
      replaced by a result: a path that is still to come may name it.
      """,
      valueName: "image"),
    completion: .file())
  var images: [String] = []

  @Flag(help: "Look at pictures of the drawn sample.")
  var sample = false

  @Flag(help: "Never fall back to small weights: end with 69 instead.")
  var noSample = false

  @Option(help: ArgumentHelp("Look at this many pictures at most.", valueName: "n"))
  var limit: Int?

  @Flag(help: "Only warn of pictures that are missing or broken, and end with 0.")
  var skipBroken = false

  func validate() throws {
    if images.isEmpty, !sample {
      throw Failure(.usage, "no picture is named — give files, a folder, '-', or --sample")
    }
    if let limit, limit < 1 { throw Failure(.usage, "--limit \(limit) is not 1 or more") }
  }

  /// Reports the pictures where none of those named can be opened: no weights need be fetched to tell.
  func checkAnyThere() throws {
    guard !sample, !skipBroken, images.allSatisfy({ $0 != "-" && access($0, R_OK) != 0 }) else {
      return
    }
    try forEach(drawn: { _ in [] }) { _ = try $0.image() }
  }

  /// Goes through the pictures: those that cannot be read are reported, the others go on.
  ///
  /// - Parameters:
  ///   - drawn: The pictures of the sample.
  ///   - body: Looks at a picture.
  /// - Throws: What `body` throws that is no fault of the picture, and at the end a `Failure` if
  ///   pictures could not be read.
  func forEach(
    drawn: @escaping (Int) -> [PictureInput], _ body: (PictureInput) throws -> Void
  ) throws {
    var inputs = PictureInputs(images, drawn: sample ? drawn(limit ?? 6) : [], limit: limit)
    var failures: [Failure] = []
    var count = 0
    while let input = try inputs.next() {
      // Only now it is known that the first input is not the only one.
      if count == 1, !skipBroken { failures.forEach(Console.error) }
      count += 1
      do {
        try body(input)
      } catch let error as ImageFault {
        let failure = Failure(error.reason)
        failures.append(failure)
        if skipBroken {
          Console.note("zoo: warning: \(failure)")
        } else if count > 1 {
          Console.error(failure)
        }
      }
    }
    guard let first = failures.first, !skipBroken else { return }
    if count == 1 { throw first }
    throw Failure(
      .badData,
      "\(failures.count) of \(count) pictures could not be read — leave them out, or pass "
        + "--skip-broken")
  }
}
