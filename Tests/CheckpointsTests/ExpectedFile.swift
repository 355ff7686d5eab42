import Foundation

/// What a fixture holds, as `expected.json` describes it.
struct ExpectedFile: Decodable {
  struct Tensor: Decodable {
    let dtype: String
    let shape: [Int]
    let first: [Scalar]
    let last: [Scalar]
    let sum: Scalar
  }

  /// A number, `true`, or the name of a number that JSON cannot write; null is not a number.
  enum Scalar: Decodable {
    case integer(Int)
    case real(Double)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .real(.nan)
      } else if let flag = try? container.decode(Bool.self) {
        self = .integer(flag ? 1 : 0)
      } else if let integer = try? container.decode(Int.self) {
        self = .integer(integer)
      } else if let real = try? container.decode(Double.self) {
        self = .real(real)
      } else {
        let names = ["inf": Double.infinity, "-inf": -.infinity, "nan": .nan]
        self = .real(names[try container.decode(String.self)] ?? .nan)
      }
    }

    var double: Double {
      switch self {
      case .integer(let integer): Double(integer)
      case .real(let real): real
      }
    }
  }

  let tensors: [String: Tensor]?
  let refuse: String?

  /// All fixtures by file name.
  static func all() throws -> [String: ExpectedFile] {
    struct Document: Decodable { let files: [String: ExpectedFile] }
    let data = Data(try Fixtures.bytes("expected.json"))
    return try JSONDecoder().decode(Document.self, from: data).files
  }

  /// The names of the fixtures.
  static let names: [String] = (try? all().keys.sorted()) ?? []
}
