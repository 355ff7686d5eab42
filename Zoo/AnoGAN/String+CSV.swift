extension String {
  /// The text as a field of comma-separated values, in quotation marks where it needs them.
  ///
  /// Source: RFC 4180, section 2.
  package var csvField: String {
    let special = unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
    return special ? "\"" + replacing("\"", with: "\"\"") + "\"" : self
  }
}
