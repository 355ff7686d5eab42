import Datasets
import Foundation
import Images
import Tensors
import Testing

@Suite struct ImageFolderTests {
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test("D1, D3: classes are folders in the order of bytes, pictures are told by content")
  func layout() throws {
    let folder = try TemporaryFolder()
    for name in ["b/2.png", "b/1.jpeg", "B/x.JPG", "a b/sub/-z.gif", "é/1"] {
      try folder.picture(name)
    }
    try folder.file("b/.DS_Store", [1])
    try folder.file("b/Thumbs.db", [1])
    try folder.file("b/fake.png", Array("GIF89a".utf8))
    try folder.file("b/empty.png", [])
    try folder.file("readme.txt", [65])
    let images = try ImageFolder(root: folder.path)
    #expect(images.classNames == ["B", "a b", "b", "é"])
    #expect(images.labels == [0, 1, 2, 2, 3])
    #expect(images.classCounts == [1, 1, 2, 1])
    #expect(images.name(at: 2).hasSuffix("b/1.jpeg"))
    #expect(images.ignoredCount == 2)
    let strays = images.strays.map { $0.description.dropFirst(folder.path.count + 1) }
    #expect(
      strays == [
        "readme.txt: not in a class's folder", "b/empty.png: the file is empty",
        "b/fake.png: not a PNG or JPEG picture; convert or remove it",
      ])
    #expect(try images.image(at: 1).width == 8)
  }

  @Test("D2: loops of links end, links to nothing and pipes are reported and never opened")
  func oddFiles() throws {
    let folder = try TemporaryFolder()
    try folder.picture("a/1.png")
    try folder.picture("b/1.png")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: folder.path + "/a/loop", withDestinationPath: "..")
    try files.createSymbolicLink(atPath: folder.path + "/a/gone.png", withDestinationPath: "no")
    try #require(mkfifo(folder.path + "/b/pipe.png", 0o600) == 0)
    let images = try ImageFolder(root: folder.path)
    #expect(images.strays.contains { $0.description.hasSuffix("a/gone.png: a link to nothing") })
    #expect(images.strays.contains { $0.description.hasSuffix("pipe.png: not a regular file") })
    #expect(images.labels == [0, 1])
  }

  @Test("D3: a name that is not UTF-8 is reported as broken, whatever a folder holds")
  func names() throws {
    let pictures = try TemporaryFolder()
    let texts = try TemporaryFolder()
    for name in ["a", "b"] {
      try pictures.picture("\(name)/1.png")
      try texts.file("\(name)/1.txt", [65])
    }
    let annotations = try vocFolder(["a": VOCTests.annotation()])
    for place in [pictures.path + "/a", texts.path, annotations.path + "/Annotations"] {
      let name =
        Array("\(place)/x".utf8CString.dropLast()) + [CChar(truncatingIfNeeded: 0xFF), 0]
      let descriptor = open(name, O_CREAT | O_WRONLY, 0o600)
      try #require(descriptor >= 0)
      close(descriptor)
    }
    for strays in [
      try ImageFolder(root: pictures.path).strays, try TextFolder(texts.path).strays,
      try VOCFolder(root: annotations.path).strays,
    ] {
      #expect(strays.count == 1 && strays[0].kind == .broken, "\(strays)")
      let text = strays.first?.description ?? "none"
      #expect(text.hasSuffix("/x\u{FFFD}: the name is not UTF-8; rename it"), "\(text)")
    }
  }

  @Test("D3: a class whose folder has a name that is not UTF-8 is not left out without a word")
  func illegibleClass() throws {
    let folder = try TemporaryFolder()
    for name in ["ants", "bees"] { try folder.picture("\(name)/1.png") }
    try folder.file("texts/ants/1.txt", [65])
    try folder.file("texts/bees/1.txt", [65])
    for parent in [folder.path, folder.path + "/texts"] {
      try #require(mkdir(Array(parent.utf8CString.dropLast()) + [0x2F, 0x67, -4, 0], 0o700) == 0)
    }
    let text = "the name of a class's folder is not UTF-8; rename it"
    #expect(message { _ = try ImageFolder(root: folder.path) }.contains(text))
    #expect(message { _ = try GreyImages(folder: folder.path) }.contains(text))
    #expect(message { _ = try TextFolder(folder.path + "/texts") }.contains(text))
  }

  @Test("D1: wrong layouts are explained")
  func wrongLayouts() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DatasetError.notFound("\(folder.path)/no: no such folder; check the path")) {
      try ImageFolder(root: folder.path + "/no")
    }
    #expect(message { _ = try ImageFolder(root: folder.path) }.contains("no folders; put the"))
    try folder.picture("train/ants/1.png")
    #expect(
      message { _ = try ImageData(folder: folder.path) }.contains("only one class, ants; put"))
    try folder.file("train/bees/notes.txt", [65])
    #expect(
      message { _ = try ImageData(folder: folder.path) }
        .contains("train/bees: no PNG or JPEG picture; fill or remove it"))
    try folder.picture("train/bees/1.png")
    try folder.picture("val/wasps/1.png")
    #expect(
      message { _ = try ImageData(folder: folder.path) }
        .contains("val/wasps: the training data have no such class; they have ants, bees"))
  }

  @Test("D1: train and val folders are the parts, otherwise a share of each class validates")
  func parts() throws {
    let folder = try TemporaryFolder()
    for index in 0..<10 {
      try folder.picture("train/ants/\(index).png")
      try folder.picture("train/bees/\(index).png")
    }
    let split = try ImageData(folder: folder.path, validationShare: 0.3, seed: 5)
    #expect(split.training.classCounts == [7, 7])
    #expect(split.validation.classCounts == [3, 3])
    try folder.picture("val/bees/new.png")
    let data = try ImageData(folder: folder.path)
    #expect(data.training.count == 20)
    #expect(data.validation.labels == [1])
    #expect(data.notices.contains { $0.hasSuffix("val: no picture of class ants") })
    let before = data.fingerprint
    try folder.picture("val/bees/newer.png")
    #expect(try ImageData(folder: folder.path).fingerprint != before)
  }

  @Test("splits are disjoint, complete and decided by the seed")
  func splits() throws {
    let folder = try TemporaryFolder()
    for index in 0..<12 { try folder.picture("\(index % 3)/\(index).png") }
    let images = try ImageFolder(root: folder.path)
    for parts in [
      images.split(validationShare: 0.25, seed: 3),
      images.stratifiedSplit(validationShare: 0.25, seed: 3),
    ] {
      #expect(parts.validation.count == 3)
      #expect(Set(parts.training.indices + parts.validation.indices) == Set(0..<12))
      #expect(parts.training.count == 9)
    }
    #expect(
      images.stratifiedSplit(validationShare: 0.25, seed: 3).validation.classCounts == [1, 1, 1])
    let (first, second) = images.split(at: 5)
    #expect(first.indices == Array(0..<5) && second.indices == Array(5..<12))
  }

  @Test(
    "each part of a split gets a picture, one alone is to train with", arguments: [0.01, 0.5, 0.99])
  func smallSplits(share: Double) throws {
    let folder = try TemporaryFolder()
    for name in ["ants/1", "bees/1", "bees/2"] { try folder.picture("\(name).png") }
    let images = try ImageFolder(root: folder.path)
    for parts in [
      images.split(validationShare: share, seed: 3),
      images.stratifiedSplit(validationShare: share, seed: 3),
    ] {
      #expect(parts.training.count > 0 && parts.validation.count > 0)
      #expect(Set(parts.training.indices + parts.validation.indices) == [0, 1, 2])
    }
    #expect(
      images.stratifiedSplit(validationShare: share, seed: 3).training.classCounts == [1, 1])
    let alone = images.subset([0])
    for parts in [
      alone.split(validationShare: share, seed: 3),
      alone.stratifiedSplit(validationShare: share, seed: 3),
    ] {
      #expect(parts.training.count == 1 && parts.validation.count == 0)
    }
    #expect(alone.subset([]).split(validationShare: share, seed: 3).validation.count == 0)
    try FileManager.default.removeItem(atPath: folder.path + "/bees/2.png")
    #expect(
      message { _ = try ImageData(folder: folder.path, validationShare: share) }
        .contains("none is left to validate with; add more"))
  }

  @Test("pictures become batches: transformed, sized and normalized; a truncated one is skipped")
  func batches() async throws {
    let folder = try TemporaryFolder()
    try folder.picture("a/1.png", Color(0xFF0000))
    try folder.picture("b/1.png", Color(0x00FF00))
    let whole = try Image(width: 64, height: 64).pngData()
    try folder.file("b/2.png", Array(whole.prefix(whole.count / 2)))
    let images = try ImageFolder(root: folder.path)
    let dataset = ImageDataset(
      images, transforms: [RandomHorizontalFlip()],
      preprocessing: Preprocessing(size: .squish(width: 6, height: 4), mean: [0.5, 0.5, 0.5]))
    let loader = DataLoader(dataset, batchSize: 8, report: { _ in })
    for try await batch in loader.epoch(1) {
      #expect(batch.images.shape == [2, 4, 6, 3])
      #expect(batch.labels == IntTensor([0, 1]))
      #expect(Array(batch.images.scalars[..<3]) == [0.5, -0.5, -0.5])
    }
    #expect(loader.skippedSamples.count == 1)
    #expect(loader.skippedSamples[0].description.contains("b/2.png: "))
  }
}
