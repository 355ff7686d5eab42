import Foundation

/// The canonical decomposition of a character: "é" is "e" and an acute accent.
///
/// Slow, and hence asked for once for each character.
///
/// - Parameter scalar: The character.
/// - Returns: The characters that it is composed of, itself if it is not composed.
func canonicalDecomposition(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
  guard !scalar.isASCII else { return [scalar] }
  return Array(String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars)
}
