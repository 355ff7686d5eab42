import Foundation
import Testing

/// A file of a test target's `Fixtures`.
///
/// - Parameters:
///   - name: The file's name.
///   - bundle: The target's resources, `Bundle.module`.
/// - Returns: Where it is.
/// - Throws: An expectation that failed, where there is no such file.
public func fixture(_ name: String, in bundle: Bundle) throws -> URL {
  try #require(bundle.url(forResource: name, withExtension: nil, subdirectory: "Fixtures"))
}
