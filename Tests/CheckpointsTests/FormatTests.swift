import Checkpoints
import Tensors
import Testing

@Suite struct FormatTests {
  @Test("the description of the fixtures is read")
  func fixtures() {
    // Without names, tests that have them as arguments would be skipped silently.
    #expect(ExpectedFile.names.count == 61)
  }

  @Test(
    "W2, W9, W13: every file is read as its writer reads it, or refused",
    arguments: ExpectedFile.names)
  func fixture(name: String) throws {
    let expected = try #require(try ExpectedFile.all()[name])
    guard let tensors = expected.tensors, name != "deflated.pth" else {
      let error = #expect(throws: CheckpointError.self) {
        try Checkpoint.load(Fixtures.path(name))
      }
      #expect(error?.exitCode == 65)
      return
    }
    for intoMemory in [false, true] {
      let checkpoint = try Checkpoint.load(Fixtures.path(name), intoMemory: intoMemory)
      #expect(Set(checkpoint.tensors.map(\.name)) == Set(tensors.keys))
      for (key, tensor) in tensors {
        check(try #require(checkpoint[key]), tensor)
      }
    }
  }

  private func check(_ stored: StoredTensor, _ expected: ExpectedFile.Tensor) {
    let isWidened =
      [.uint16, .uint32, .uint64, .float8e4m3, .float8e5m2].contains(stored.type)
    #expect(stored.type.rawValue == expected.dtype || isWidened, "\(stored.name)")
    #expect(stored.shape == expected.shape, "\(stored.name)")
    let doubles = stored.doubles()
    #expect(doubles.count == stored.count)
    for (value, reference) in zip(doubles, expected.first) {
      #expect(isSame(value, reference.double), "\(stored.name): \(value), not \(reference)")
    }
    for (value, reference) in zip(doubles.suffix(expected.last.count), expected.last) {
      #expect(isSame(value, reference.double), "\(stored.name): \(value), not \(reference)")
    }
    let sum = doubles.reduce(0, +)
    let reference = expected.sum.double
    #expect(
      isSame(sum, reference) || abs(sum - reference) <= 1e-9 * doubles.reduce(1) { $0 + abs($1) },
      "\(stored.name): \(sum), not \(reference)")
    for (value, double) in zip(stored.floats(), doubles) {
      #expect(isSame(Double(value), Double(Float(double))))
    }
    #expect(stored.tensor().shape == stored.shape)
    guard let integers = stored.integers() else {
      #expect(stored.type.isFloatingPoint)
      return
    }
    for (value, reference) in zip(integers, expected.first) {
      if case .integer(let integer) = reference { #expect(value == integer, "\(stored.name)") }
    }
  }

  private func isSame(_ a: Double, _ b: Double) -> Bool {
    a == b || (a.isNaN && b.isNaN)
  }

  @Test(
    "every format converts to safetensors, value by value",
    arguments: ["dtypes.pth", "strides.legacy.pth", "stored.npz", "every_dtype.safetensors"])
  func convert(name: String) throws {
    try withFolder { folder in
      let original = try Checkpoint.load(Fixtures.path(name))
      try original.convert(to: folder + "/out")
      let copy = try Checkpoint.load(folder + "/out")
      #expect(copy.tensors.map(\.name) == original.tensors.map(\.name))
      #expect(copy.metadata == original.metadata)
      for (old, new) in zip(original.tensors, copy.tensors) {
        #expect(new.type == (old.type.isFloatingPoint ? .float32 : old.type))
        #expect(old.floats().map(\.bitPattern) == new.floats().map(\.bitPattern), "\(old.name)")
      }
    }
  }

  @Test("W13: what was done to find the tensors is told")
  func remarks() throws {
    let checkpoint = try Checkpoint.load(Fixtures.path("nested_module_prefix.pth"))
    #expect(checkpoint.remarks.count == 2)
    #expect(checkpoint.remarks.contains { $0.contains("state_dict") })
    #expect(checkpoint.remarks.contains { $0.contains("module.") })
  }

  @Test("W8: tied weights are views of one storage")
  func tied() throws {
    let checkpoint = try Checkpoint.load(Fixtures.path("shared_storage.pth"))
    let embedding = try #require(checkpoint["embedding.weight"])
    #expect(embedding.floats() == checkpoint["decoder.weight"]?.floats())
  }

  @Test(
    "W9, W13: a refusal names its cause",
    arguments: [
      ("whole_module.pth", "global __main__.Small is not allowed"),
      ("whole_module.legacy.pth", "global __main__.Small is not allowed"),
      ("sparse.pth", "only dense tensors"), ("complex.pth", "ComplexFloatStorage"),
      ("bare_tensor.pth", "a bare tensor"), ("list_of_tensors.pth", "a list"),
      ("no_tensors.pth", "not a dictionary of tensors"), ("deflated.pth", "compressed"),
    ])
  func refusal(name: String, text: String) throws {
    let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(Fixtures.path(name)) }
    #expect(error?.description.contains(text) == true, "\(String(describing: error))")
  }

  @Test(
    "a file that is no checkpoint is named",
    arguments: [
      ("", "empty"), ("<!DOCTYPE html><html>", "HTML"), ("version https://git-lfs.x", "Git LFS"),
      ("\u{80}", "no checkpoint"), ("hello world, this is text", "neither safetensors"),
    ])
  func stranger(content: String, text: String) throws {
    try withFile(Array(content.utf8)) { path in
      let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(path) }
      #expect(error?.description.contains(text) == true, "\(String(describing: error))")
    }
  }

  /// `float32.npy` with `old` in its header replaced by `new` of the same length.
  private func array(_ old: String, _ new: String) throws -> [UInt8] {
    let bytes = try Fixtures.bytes("float32.npy")
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: old.utf8) })
    return Array(bytes[..<start]) + Array(new.utf8) + Array(bytes[(start + old.utf8.count)...])
  }

  @Test("an extent of a NumPy array is written as Python writes it, 2 or 3")
  func extents() throws {
    #expect(try tensors(of: array("(3, 5), ", "(3L, 5L)"))["array"]?.shape == [3, 5])
    for (bytes, text) in [
      (try array("(3, 5), ", "(03, 5),"), "begins with 0"),
      (try array("NUMPY\u{1}\u{0}", "NUMPY\u{1}\u{1}"), "NumPy format 1.1 is unknown"),
    ] {
      try withFile(bytes) { path in
        let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(path) }
        #expect(error?.description.contains(text) == true, "\(String(describing: error))")
      }
    }
  }

  @Test("W12: a tar archive, a bare pickle and a folder are refused by name")
  func containers() throws {
    var tar = [UInt8](repeating: 0, count: 1024)
    tar.replaceSubrange(257..<262, with: Array("ustar".utf8))
    for (bytes, text) in [(tar, "tar archive"), ([0x80, 2, 0x7D, 0x2E], "bare pickle")] {
      try withFile(bytes) { path in
        let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(path) }
        #expect(error?.description.contains(text) == true)
      }
    }
    let missing = #expect(throws: CheckpointError.self) { try Checkpoint.load("/no/such/file") }
    #expect(missing?.exitCode == 66)
    try withFolder { folder in
      let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(folder) }
      #expect(error?.exitCode == 66)
    }
  }
}
