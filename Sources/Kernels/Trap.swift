/// Ends the program because of a programming error, with a message that shows both shapes.
///
/// - Parameter message: The operation, what it was given and what it expects.
public func trap(_ message: String) -> Never {
  fatalError(message)
}
