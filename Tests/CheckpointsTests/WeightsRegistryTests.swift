import Checkpoints
import Files
import Foundation
import ShippedWeights
import Testing

@Suite struct WeightsRegistryTests {
  private func entry(
    _ name: String, url: String? = nil, file: String, sha256: String
  ) -> WeightsEntry {
    WeightsEntry(
      name: name, model: "vgg16", file: file, url: url, sha256: sha256, bytes: 3, licence: "MIT",
      source: "a test", metric: "9 drawings: top-1 80 %", command: "none")
  }

  @Test("a name resolves to the path, the cache, what ships, in this order")
  func order() async throws {
    try await withFolder { folder in
      let shipped = folder + "/shipped"
      let home = CacheHome(folder + "/home")
      for path in [shipped, home.weights] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      let hash = sha256(of: "abc".utf8)
      let registry = WeightsRegistry(
        entries: [
          entry("big", url: "ftp://localhost/big", file: "big", sha256: hash),
          entry("small", file: "small", sha256: String(hash.prefix(8))),
        ], shippedFolders: [folder + "/nowhere", shipped], home: home)

      let none = #expect(throws: CheckpointError.self) { try registry.located("vgg16") }
      #expect(none?.exitCode == 69)
      #expect(none?.description.contains("zoo weights pull big") == true)

      try Data("abc".utf8).write(to: URL(fileURLWithPath: shipped + "/small"))
      let small = try registry.located("vgg16")
      #expect(small.origin == .shipped && small.entry?.name == "small")
      let remark = "small, which ships with the zoo (9 drawings: top-1 80 %), not big"
      #expect(small.remark == "\(remark) — get it with: zoo weights pull big")
      let failed = try await registry.resolve("vgg16", offline: false)
      #expect(failed.remark == "\(remark): ftp://localhost/big: not an http or https address")
      let only = WeightsRegistry(
        entries: [registry.entries[1]], shippedFolders: [shipped], home: home)
      #expect(
        try only.located("vgg16").remark?.hasSuffix("%) — name others with --weights") == true)

      try Data("abc".utf8).write(to: URL(fileURLWithPath: home.weights + "/big"))
      let big = try registry.located("vgg16")
      #expect(big.origin == .home && big.remark == nil)
      #expect(try registry.located("small").origin == .shipped)
      #expect(try registry.located(shipped + "/small").origin == .path)

      try Data("abd".utf8).write(to: URL(fileURLWithPath: home.weights + "/big"))
      let wrong = #expect(throws: CheckpointError.self) { try registry.located("big") }
      #expect(wrong?.exitCode == 65)
    }
  }

  @Test("an unknown name is answered with the nearest and the list")
  func unknown() throws {
    let registry = WeightsRegistry(
      entries: [entry("vgg16-imagenet", file: "x", sha256: "00")], shippedFolders: [])
    let error = #expect(throws: CheckpointError.self) { try registry.located("vgg16-imagent") }
    #expect(error?.description.contains("did you mean 'vgg16-imagenet'?") == true)
    #expect(error?.exitCode == 64)
    let missing = #expect(throws: CheckpointError.self) { try registry.located("./none.pth") }
    #expect(missing?.exitCode == 66)
    for name in ["none.safetensors", "none.pth", "/", "/dev/null"] {
      let missing = #expect(throws: CheckpointError.self) { try registry.located(name) }
      #expect(missing?.exitCode == 66, "\(name)")
    }
  }

  @Test("offline, nothing is fetched and the cure is told")
  func offline() async throws {
    let registry = WeightsRegistry(
      entries: [
        entry("big", url: "https://example.org/big", file: "big", sha256: "0123abcd")
      ], shippedFolders: [], home: CacheHome("/nonexistent"))
    let error = await #expect(throws: CheckpointError.self) {
      try await registry.resolve("vgg16", offline: true)
    }
    #expect(error?.exitCode == 69)
    #expect(error?.description.contains("https://example.org/big") == true)
    #expect(error?.description.contains("SHA-256 0123abcd…)") == true)
  }

  @Test("the shipped manifest is found from anywhere and lists torchvision's VGG-16")
  func manifest() throws {
    let path = try #require(ShippedWeights.manifest)
    let registry = try WeightsRegistry(manifest: path, shippedFolders: ShippedWeights.folders)
    let vgg = try #require(registry["vgg16-397923af.pth"])
    #expect(vgg.model == "vgg16" && vgg.sha256 == "397923af" && vgg.bytes == 553_433_881)
    #expect(Set(registry.entries.map(\.name)).count == registry.entries.count)
    for entry in registry.entries where entry.url == nil {
      let file = try #require(ShippedWeights.path(of: entry.file))
      try registry.verify(file, entry)
      #expect(try Checkpoint.load(file).tensors.isEmpty == false)
    }
  }
}
