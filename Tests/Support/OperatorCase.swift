import Foundation
import Tensors
import Testing

/// One case of the reference figures of single operations, in the published (channels-first) layout.
///
/// Arguments follow from their names; the output and the gradients of `Σ output · r` are stored.
public struct OperatorCase: Decodable, Sendable, CustomTestStringConvertible {
  /// The name, such as `conv2d.3x3`.
  public let name: String
  private let arguments: [String: Argument]
  private let attributes: [String: Attribute]

  private struct Argument: Decodable {
    let shape: [Int]
    let bound: Float?
    let base: Float?
    let modulus: Int?

    enum CodingKeys: String, CodingKey {
      case shape, bound, base
      case modulus = "integers modulo"
    }
  }

  private enum Attribute: Decodable {
    case flag(Bool)
    case number(Double)
    case numbers([Double])
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let numbers = try? container.decode([Double].self) {
        self = .numbers(numbers)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  private struct File: Decodable { let cases: [OperatorCase] }

  /// Every case, in the order of the file.
  public static let all: [OperatorCase] = {
    guard let url = fixtureURL("json"), let data = try? Data(contentsOf: url),
      let file = try? JSONDecoder().decode(File.self, from: data)
    else { return [] }
    return file.cases
  }()

  private static let results: [String: Tensor] = {
    guard let url = fixtureURL("safetensors") else { return [:] }
    return (try? SafetensorsFixture(contentsOf: url))?.tensors ?? [:]
  }()

  private static func fixtureURL(_ type: String) -> URL? {
    Bundle.module.url(forResource: "operators", withExtension: type, subdirectory: "Fixtures")
  }

  /// The cases of an operation, such as `conv2d`: those whose attribute `op` is it.
  public static func cases(of operation: String) -> [OperatorCase] {
    all.filter { $0.text("op") == operation }
  }

  /// The case of a name.
  public static func named(_ name: String) throws -> OperatorCase {
    try #require(all.first { $0.name == name }, "no operator case '\(name)'")
  }

  public var testDescription: String { name }

  /// Whether the case has an argument, such as a bias.
  public func has(_ argument: String) -> Bool { arguments[argument] != nil }

  /// An argument of floats in the published layout; a scalar 0 if the case has none.
  public func argument(_ argument: String) -> Tensor {
    guard let entry = arguments[argument] else { return Tensor(0) }
    return filled(
      "op.\(name).\(argument)", shape: entry.shape, base: entry.base ?? 0, bound: entry.bound ?? 1)
  }

  /// An argument of whole numbers: ids, targets, masks.
  public func integers(_ argument: String) -> IntTensor {
    guard let entry = arguments[argument], let modulus = entry.modulus else {
      return IntTensor([])
    }
    return filledIntegers("op.\(name).\(argument)", shape: entry.shape, modulo: modulus)
  }

  /// The expected output in the published layout; nil if the case has none.
  public var output: Tensor? { Self.results["\(name).output"] }

  /// The expected gradient at an argument in the published layout; nil where none is stored.
  public func gradient(_ argument: String) -> Tensor? {
    Self.results["\(name).grad.\(argument)"]
  }

  /// An attribute that is a whole number; 0 if there is none.
  public func integer(_ attribute: String) -> Int { Int(number(attribute)) }

  /// An attribute that is a number; 0 if there is none.
  public func number(_ attribute: String) -> Double {
    guard case .number(let value) = attributes[attribute] else { return 0 }
    return value
  }

  /// An attribute that is a list of whole numbers; empty if there is none.
  public func list(_ attribute: String) -> [Int] {
    guard case .numbers(let values) = attributes[attribute] else { return [] }
    return values.map { Int($0) }
  }

  /// An attribute that is true or false; false if there is none.
  public func flag(_ attribute: String) -> Bool {
    guard case .flag(let value) = attributes[attribute] else { return false }
    return value
  }

  /// An attribute that is text; empty if there is none.
  public func text(_ attribute: String) -> String {
    guard case .text(let value) = attributes[attribute] else { return "" }
    return value
  }
}
