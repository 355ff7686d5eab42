import Datasets
import Files
import Foundation
import Images
import Tensors
import Testing

@Suite struct GreyDataTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func options(_ sample: DatasetOptions.Sample = .never) -> DatasetOptions {
    DatasetOptions(
      root: folder.path, home: CacheHome(folder.path + "/home"), sample: sample, isOffline: true,
      seed: 3)
  }

  @Test("mnist is found below the user's root, packed or not", arguments: [false, true])
  func root(isPacked: Bool) async throws {
    try folder.digits("mnist", count: 12, packed: isPacked)
    let data = try await DatasetRegistry.resolveGrey("mnist", options())
    #expect(data.name == "mnist" && !data.isDrawn && data.notices.isEmpty)
    #expect(data.training.count == 12 && data.test.count == 6)
    #expect(data.training.labels == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    #expect(data.filtered(labels: [0]).training.count == 2)
    #expect(data.training.image(at: 1)[0, 0].red == 112)
    // Classifiers of pictures take them, too.
    let pictures = try await DatasetRegistry.resolve("mnist", options())
    #expect(pictures.validation.count == 6 && pictures.classNames == GreyImages.digits)
    #expect(try pictures.training.image(at: 1)[0, 0].blue == 112)
    let given = try GreyData(greyFolder: folder.path + "/mnist")
    #expect(given.fingerprint == data.fingerprint)
  }

  @Test("offline and without data, drawn digits take the place of mnist, and nothing of clothes")
  func fallback() async throws {
    let data = try await DatasetRegistry.resolveGrey("mnist", options(.fallback))
    #expect(data.isDrawn && data.name == "mnist (drawn sample)" && data.notices.count == 1)
    #expect(data.training.count == 6000 && data.test.count == 1000)
    for sample in [DatasetOptions.Sample.fallback, .always, .never] {
      await #expect {
        _ = try await DatasetRegistry.resolveGrey("fashion_mnist", options(sample))
      } throws: {
        ($0 as? DatasetError)?.exitCode == 69
      }
    }
  }

  @Test("a missing one of the four files is named; parts of different sizes are refused")
  func missing() throws {
    try folder.digits("mnist", count: 4)
    let path = folder.path + "/mnist"
    try FileManager.default.removeItem(atPath: path + "/t10k-labels-idx1-ubyte")
    #expect(
      throws: DatasetError.notFound(
        "\(path)/t10k-labels-idx1-ubyte: no such file, and none packed as t10k-labels-idx1-ubyte.gz"
      )
    ) {
      _ = try GreyData(greyFolder: path)
    }
    try folder.digits("mnist", count: 4)
    try folder.file("mnist/t10k-images-idx3-ubyte", TemporaryFolder.idx([2, 3, 3], Array(0..<18)))
    #expect { _ = try GreyData(greyFolder: path) } throws: {
      "\($0)".contains("pictures of 3 pixels; those to train with have 4")
    }
  }

  @Test("a folder of pictures of one kind is read, a broken one left out and reported")
  func oneKind() throws {
    for index in 0..<5 { try folder.picture("cats/\(index).png", .white) }
    try folder.file("cats/broken.png", [0x89, 80, 78, 71])
    let data = try GreyData(greyFolder: folder.path + "/cats", side: 6)
    #expect(data.training.count == 4 && data.test.count == 1)
    #expect(data.classNames == ["cats"] && data.training.side == 6)
    #expect(data.training.tensor.scalars.allSatisfy { $0 == 1 })
    #expect(data.notices.count == 1 && data.notices[0].contains("broken.png"))
    #expect(data.training.name(at: 0).hasSuffix(".png"))
    #expect { _ = try GreyData(greyFolder: folder.path + "/dogs") } throws: {
      "\($0)".contains("no such folder")
    }
    try folder.file("empty/a.txt", [1])
    #expect { _ = try GreyData(greyFolder: folder.path + "/empty") } throws: {
      "\($0)".contains("no PNG or JPEG picture that can be read, first")
    }
  }

  @Test("pictures in files get the side that is asked for; those of MNIST's files keep theirs")
  func side() async throws {
    for index in 0..<5 { try folder.picture("cats/\(index).png", .white) }
    try folder.digits("mnist", count: 4)
    var options = options()
    for side in [28, 64] {
      options.greySide = side
      let cats = try await DatasetRegistry.resolveGrey(folder.path + "/cats", options)
      #expect(cats.training.side == side && cats.test.side == side)
      #expect(try await DatasetRegistry.resolveGrey("mnist", options).training.side == 4)
    }
  }

  @Test("folders named by digits have the ten digits as classes")
  func classFolders() throws {
    for part in ["train", "test"] {
      try folder.picture("set/\(part)/7/a.png", Color(0x808080))
      try folder.picture("set/\(part)/3/a.png", .black)
    }
    let data = try GreyData(greyFolder: folder.path + "/set")
    #expect(data.training.labels == [3, 7] && data.test.labels == [3, 7])
    #expect(data.classNames == GreyImages.digits)
    #expect(data.training.image(at: 1)[5, 5].green == 0x80)
    try folder.picture("set/test/eight/a.png")
    #expect { _ = try GreyData(greyFolder: folder.path + "/set") } throws: {
      "\($0)".contains("eight: no such class; there are 0, 1, 2")
    }
  }

  @Test("the part to test with may have more classes where that is wanted, behind the others")
  func otherClasses() throws {
    try folder.picture("parts/train/good/a.png", .white)
    for name in ["broken", "good", "odd"] { try folder.picture("parts/test/\(name)/a.png") }
    let path = folder.path + "/parts"
    #expect { _ = try GreyData(greyFolder: path) } throws: {
      "\($0)".contains("broken: no such class; there are good")
    }
    let data = try GreyData(greyFolder: path, testsOtherClasses: true)
    #expect(data.classNames == ["good"])
    #expect(data.test.classNames == ["good", "broken", "odd"])
    #expect(data.test.labels.sorted() == [0, 1, 2])
  }

  private static let realData = ProcessInfo.processInfo.environment["ZOO_TEST_DATA"]

  @Test("the real set has the published numbers of digits", .enabled(if: realData != nil))
  func realSet() async throws {
    let root = try #require(Self.realData)
    let data = try await DatasetRegistry.resolveGrey(
      "mnist",
      DatasetOptions(
        root: root, home: CacheHome(folder.path), sample: .never, isOffline: true))
    #expect(data.training.count == 60_000 && data.test.count == 10_000)
    #expect(data.training.side == 28)
    let some = data.filtered(labels: [7, 8])
    #expect(some.training.classCounts[7...8] == [6265, 5851])
    #expect(some.test.classCounts[7...8] == [1028, 974])
    // The first 200 of each end at index 2243, as the book's pictures do.
    let book = some.training.limited(toEach: 200)
    #expect(book.name(at: book.count - 1).hasSuffix("#2243"))
  }
}
