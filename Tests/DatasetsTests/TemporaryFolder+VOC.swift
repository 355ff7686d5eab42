import Images

/// A folder like VOC's with annotations and pictures of their names.
func vocFolder(
  _ annotations: [String: String], width: Int = 40, height: Int = 32
) throws -> TemporaryFolder {
  let folder = try TemporaryFolder()
  let picture = try Image(width: width, height: height, fill: Color(0x80A040)).pngData()
  for (name, text) in annotations {
    try folder.file("Annotations/\(name).xml", Array(text.utf8))
    try folder.file("JPEGImages/\(name).png", picture)
  }
  return folder
}
