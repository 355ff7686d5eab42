import Foundation

/// A number in a file of settings that its setting cannot hold, such as 1.5 pictures.
///
/// Foundation's decoder calls such a file no JSON, and names neither setting nor number. So what may
/// be one is put to 1, one after another, until the file is read or fails for another reason.
struct UnfitNumber {
  /// What the setting is called, after what it is in.
  private let path: [String]
  /// What stands there.
  private let value: String

  /// The most numbers that are tried: more than any recipe has settings.
  private static let limit = 100

  /// The number of a file; nil if it has none, or is no JSON.
  ///
  /// - Parameters:
  ///   - given: The file.
  ///   - type: What could not be read from it.
  init?(in given: Data, for type: (some Decodable).Type) {
    guard var settings = try? JSONSerialization.jsonObject(with: given) as? [String: Any] else {
      return nil
    }
    for (path, value) in Self.candidates(in: settings, at: []).prefix(Self.limit) {
      Self.put(1, at: path[...], in: &settings)
      guard Self.holdsUnfit(settings, for: type) else {
        self.path = path
        self.value = value
        return
      }
    }
    return nil
  }

  /// The numbers that not every setting can hold, in the order of names.
  private static func candidates(
    in settings: [String: Any], at path: [String]
  ) -> [(path: [String], value: String)] {
    settings.sorted { $0.key < $1.key }.flatMap {
      (key, value) -> [(path: [String], value: String)] in
      if let inner = value as? [String: Any] { return candidates(in: inner, at: path + [key]) }
      guard let number = (value as? NSNumber)?.doubleValue, UInt8(exactly: number) == nil else {
        return []
      }
      return [(path + [key], "\(value)")]
    }
  }

  private static func put(
    _ number: Int, at path: ArraySlice<String>, in settings: inout [String: Any]
  ) {
    guard let key = path.first else { return }
    guard path.count > 1 else {
      settings[key] = number
      return
    }
    var inner = settings[key] as? [String: Any] ?? [:]
    put(number, at: path.dropFirst(), in: &inner)
    settings[key] = inner
  }

  /// Whether the decoder still calls the settings no JSON.
  private static func holdsUnfit(
    _ settings: [String: Any], for type: (some Decodable).Type
  ) -> Bool {
    do {
      _ = try JSONDecoder().decode(type, from: JSONSerialization.data(withJSONObject: settings))
      return false
    } catch DecodingError.dataCorrupted(let context) {
      return context.codingPath.isEmpty
    } catch {
      return false
    }
  }
}

extension UnfitNumber: CustomStringConvertible {
  var description: String {
    "'\(path.joined(separator: "."))' is \(value), but takes whole numbers within its limits"
  }
}
