/// The type of a stored tensor's elements.
public enum ScalarType: String, Sendable, CaseIterable {
  case float64, float32, float16, bfloat16
  case int64, int32, int16, int8
  case uint64, uint32, uint16, uint8
  case bool
  /// Four bits of exponent, three of mantissa, no infinities.
  case float8e4m3
  /// Five bits of exponent, two of mantissa.
  case float8e5m2

  /// The size of an element, in bytes.
  public var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool, .float8e4m3, .float8e5m2: 1
    }
  }

  /// Whether elements may have a fraction.
  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16, .float8e4m3, .float8e5m2: true
    default: false
    }
  }

  /// The name in a safetensors header.
  public var safetensorsName: String {
    switch self {
    case .float64: "F64"
    case .float32: "F32"
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .int64: "I64"
    case .int32: "I32"
    case .int16: "I16"
    case .int8: "I8"
    case .uint64: "U64"
    case .uint32: "U32"
    case .uint16: "U16"
    case .uint8: "U8"
    case .bool: "BOOL"
    case .float8e4m3: "F8_E4M3"
    case .float8e5m2: "F8_E5M2"
    }
  }

  /// The type that a safetensors header calls `name`.
  init?(safetensorsName name: String) {
    guard let type = Self.allCases.first(where: { $0.safetensorsName == name }) else { return nil }
    self = type
  }

  /// The type whose storage PyTorch calls `torch.<name>`.
  init?(storageName name: String) {
    switch name {
    case "DoubleStorage": self = .float64
    case "FloatStorage": self = .float32
    case "HalfStorage": self = .float16
    case "BFloat16Storage": self = .bfloat16
    case "LongStorage": self = .int64
    case "IntStorage": self = .int32
    case "ShortStorage": self = .int16
    case "CharStorage": self = .int8
    case "ByteStorage": self = .uint8
    case "BoolStorage": self = .bool
    default: return nil
    }
  }

  /// The type that PyTorch calls `torch.<name>`.
  init?(torchName name: String) {
    switch name {
    case "double": self = .float64
    case "float": self = .float32
    case "half": self = .float16
    case "long": self = .int64
    case "int": self = .int32
    case "short": self = .int16
    case "float8_e4m3fn": self = .float8e4m3
    case "float8_e5m2": self = .float8e5m2
    default:
      guard let type = Self(rawValue: name) else { return nil }
      self = type
    }
  }
}
