/// An element of an XML document: its name, the text directly in it, the elements in it.
package struct XMLElement: Equatable, Sendable {
  /// The name of the tag.
  package let name: String
  /// The line where it begins, from 1.
  package let line: Int
  /// The characters directly in it, without space around them.
  package internal(set) var text = ""
  /// The elements directly in it, in their order.
  package internal(set) var children: [XMLElement] = []

  init(name: String, line: Int) {
    self.name = name
    self.line = line
  }

  /// The elements directly in it that have a name.
  package func children(named name: String) -> [XMLElement] {
    children.filter { $0.name == name }
  }
}
