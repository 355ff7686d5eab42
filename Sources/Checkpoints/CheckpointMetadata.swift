import Foundation

/// The notes of a checkpoint that prediction needs: which model, how it was configured, how pictures
/// are prepared, what its classes are called.
public struct CheckpointMetadata: Sendable {
  /// A note that the zoo itself reads.
  public enum Key: String, Sendable {
    /// The model's name, a plain text.
    case model
    /// The model's settings, JSON.
    case configuration
    /// How an input is prepared, JSON.
    case preprocessing
    /// The names of the classes, a JSON array.
    case classes
    /// How results are scored, such as the threshold of a detector of anomalies, JSON.
    case scoring
  }

  /// All notes, as they are in the file.
  public var entries: [String: String]

  /// Wraps the notes of a file, or none.
  public init(_ entries: [String: String] = [:]) {
    self.entries = entries
  }

  /// The model's name.
  public var model: String? {
    get { entries[Key.model.rawValue] }
    set { entries[Key.model.rawValue] = newValue }
  }

  /// Reads the note `key`, which is JSON; nil when there is none.
  ///
  /// - Throws: `CheckpointError.malformed`, when it is not what `type` needs.
  public func value<Value: Decodable>(
    _ type: Value.Type, for key: Key
  ) throws(CheckpointError) -> Value? {
    guard let text = entries[key.rawValue] else { return nil }
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw .malformed("the checkpoint's note '\(key.rawValue)' cannot be read: \(text.prefix(80))")
    }
  }

  /// The settings of the model `name`, where these are its notes and hold them.
  ///
  /// - Throws: `CheckpointError.malformed`, when they are not what `type` needs.
  public func configuration<Value: Decodable>(
    _ type: Value.Type, of name: String
  ) throws(CheckpointError) -> Value? {
    model == name ? try value(type, for: .configuration) : nil
  }

  /// Writes the note `key` as JSON.
  ///
  /// - Throws: `CheckpointError.malformed`, when `value` cannot be written as JSON.
  public mutating func set(_ value: some Encodable, for key: Key) throws(CheckpointError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      entries[key.rawValue] = String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .malformed("the note '\(key.rawValue)' cannot be written as JSON: \(error)")
    }
  }
}
