import Files

extension ObjectFolderReader {
  /// Reads a folder of COCO: its files to train and to validate with.
  ///
  /// Their categories are matched by name, whatever their numbers: one that is in one file only is
  /// a class of both.
  mutating func readCOCO(
    _ root: String, _ imageSets: ImageSets?
  ) throws(DatasetError) -> Parts {
    let lists = Self.lists(in: root)
    guard let first = lists.first else {
      throw .malformed("\(root)/annotations: no instances_*.json")
    }
    var (training, validation) = (imageSets?.training, imageSets?.validation)
    if imageSets == nil {
      let testing = ["val", "test"]
      validation =
        testing.lazy
        .compactMap { part in lists.first { $0.hasPrefix(part) } }.first
      training =
        lists.first { $0.hasPrefix("train") }
        ?? lists.first { list in !testing.contains { list.hasPrefix($0) } }
    }
    for list in [training, validation].compactMap(\.self) where !lists.contains(list) {
      throw .notFound(
        "\(root)/annotations: no instances_\(list).json; there are \(lists.joined(separator: ", "))"
      )
    }
    guard let validation else { return split(try read(root, training ?? first)) }
    let measured = try read(root, validation)
    guard let training else { return (measured.subset([]), measured, validation) }
    let learnt = training == validation ? measured : try read(root, training)
    let further = measured.classNames.filter { !learnt.classNames.contains($0) }
    let parts = try Self.relabelled([learnt, measured], as: learnt.classNames + further)
    return (parts[0], parts[1], validation)
  }

  /// What stands between `instances_` and `.json` in the names of files; empty for `instances.json`.
  private static func lists(in root: String) -> [String] {
    FolderScan.list("\(root)/annotations").names.compactMap { name in
      if name == "instances.json" { return "" }
      guard name.hasPrefix("instances_"), name.hasSuffix(".json") else { return nil }
      return String(name.dropFirst("instances_".count).dropLast(".json".count))
    }
  }

  private mutating func read(_ root: String, _ list: String) throws(DatasetError) -> COCOFolder {
    let pictures = ["\(root)/\(list)", "\(root)/images/\(list)", "\(root)/images"].first {
      !$0.hasSuffix("/") && isFolder($0)
    }
    let file = list.isEmpty ? "instances.json" : "instances_\(list).json"
    let folder = try COCOFolder(
      file: "\(root)/annotations/\(file)", pictures: pictures ?? root, badBoxes: badBoxes,
      skipsBroken: skipsBroken)
    notices += folder.notices + folder.strays.map { "skipped: \($0)" }
    faults += folder.badBoxes
    return folder
  }
}
