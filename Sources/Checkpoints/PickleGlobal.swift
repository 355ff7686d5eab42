/// The only classes and functions that a checkpoint may name; none of them is ever called: each
/// stands for what the machine itself does.
enum PickleGlobal {
  case orderedDictionary
  case set
  case size
  case device
  case rebuildTensor
  case rebuildTensorV2
  case rebuildTensorV3
  case rebuildParameter
  case storage(ScalarType)
  case untypedStorage
  case scalarType(ScalarType)

  /// The global called `module.name`; nil when it is not allowed.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("__builtin__", "set"), ("builtins", "set"): self = .set
    case ("torch", "Size"): self = .size
    case ("torch", "device"): self = .device
    case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensorV2
    case ("torch._utils", "_rebuild_tensor_v3"): self = .rebuildTensorV3
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", "UntypedStorage"), ("torch.storage", "UntypedStorage"): self = .untypedStorage
    case ("torch", _):
      if let type = ScalarType(storageName: name) {
        self = .storage(type)
      } else if let type = ScalarType(torchName: name) {
        self = .scalarType(type)
      } else {
        return nil
      }
    default: return nil
    }
  }
}
