import Checkpoints
import Support
import Testing

@Suite struct TrainingCheckpointTests {
  private static let tensor = PickleBytes.tensor(
    PickleBytes.storage(count: 2), shape: [2], strides: [1])

  /// An optimizer's state, with a tensor of its own.
  private static let optimizer = PickleBytes.dictionary([
    (
      "state", [0x7D] + PickleBytes.integer(0) + PickleBytes.dictionary([("step", tensor)]) + [0x73]
    ),
    (
      "param_groups",
      [0x5D] + PickleBytes.dictionary([("lr", [0x47, 0x3F, 0xB9, 0, 0, 0, 0, 0, 0])]) + [0x61]
    ),
  ])

  private func load(_ body: [UInt8]) throws -> Checkpoint {
    let elements: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]
    let bytes = PickleBytes.stream(body, after: PickleBytes.storages([("0", 2, elements)]))
    return try withFile(bytes) { try Checkpoint.load($0, intoMemory: true) }
  }

  @Test(
    "W13: a state dict beside an optimizer is found, and that is said",
    arguments: ["state_dict", "model", "model_state_dict"])
  func optimizer(key: String) throws {
    for prefix in ["", "module."] {
      let weights = PickleBytes.dictionary([
        (prefix + "a.weight", Self.tensor), (prefix + "a.bias", Self.tensor),
      ])
      let checkpoint = try load(
        PickleBytes.dictionary([
          ("epoch", PickleBytes.integer(3)), ("optimizer", Self.optimizer), (key, weights),
          ("best", [0x4E]), ("arch", PickleBytes.text("vgg16")),
        ]))
      #expect(checkpoint.tensors.map(\.name) == ["a.weight", "a.bias"])
      #expect(checkpoint["a.bias"]?.floats() == [1, 2])
      #expect(checkpoint.remarks.contains { $0.contains("under '\(key)'") })
      #expect(checkpoint.remarks.contains { $0.contains("'module.': stripped") } == !prefix.isEmpty)
    }
  }

  @Test("W13: a prefix that only some names have is left, and a network under another name refused")
  func other() throws {
    let some = try load(
      PickleBytes.dictionary([("module.a", Self.tensor), ("b", Self.tensor)]))
    #expect(some.tensors.map(\.name) == ["module.a", "b"])
    let hidden = PickleBytes.dictionary([
      ("net", PickleBytes.dictionary([("a", Self.tensor)])), ("optimizer", Self.optimizer),
    ])
    let error = #expect(throws: CheckpointError.self) { try load(hidden) }
    #expect(error?.description.contains("no value of it is a tensor") == true)
  }

  @Test("W13: an object of a module, an optimizer or a schedule is refused with the advice")
  func objects() throws {
    for (module, name) in [
      ("torch.nn.modules.linear", "Linear"), ("torch.nn.parallel.data_parallel", "DataParallel"),
      ("__main__", "Net"), ("torch.optim.adam", "Adam"), ("torch.optim.lr_scheduler", "StepLR"),
      ("collections", "defaultdict"), ("argparse", "Namespace"),
    ] {
      let object = PickleBytes.global(module, name) + [0x29, 0x81, 0x7D, 0x62]
      for body in [object, PickleBytes.dictionary([("w", Self.tensor), ("object", object)])] {
        let error = #expect(throws: CheckpointError.self) { try load(body) }
        let message = error?.description ?? ""
        #expect(message.contains("global \(module).\(name) is not allowed"), "\(message)")
        #expect(message.contains("Save a state dict: torch.save(model.state_dict()"), "\(message)")
      }
    }
  }
}
