import Files
import Foundation
import Images

extension RunDirectory {
  private var logPath: String { file("log.jsonl") }
  private var configurationPath: String { file(Self.configurationName) }

  /// Saves every setting of the run.
  ///
  /// - Parameter configuration: The settings.
  /// - Throws: `TrainingError.file`, where they cannot be written.
  public func write(configuration: some Encodable) throws(TrainingError) {
    let text = try json(configuration, .prettyPrinted) + "\n"
    let path = configurationPath
    try withFiles { () throws(FileError) in
      try writeAtomically(to: path) { (file) throws(FileError) in try file.write(text) }
    }
  }

  /// Reads the settings of the run.
  ///
  /// - Parameter type: What they are.
  /// - Returns: The settings.
  /// - Throws: `TrainingError`, where they are missing or of another kind.
  public func configuration<T: Decodable>(_ type: T.Type) throws(TrainingError) -> T {
    do {
      return try JSONDecoder().decode(T.self, from: Data(contentsOf: url(configurationPath)))
    } catch {
      throw .notResumable("\(configurationPath) holds no settings of this kind: \(error)")
    }
  }

  /// The settings in which a run would differ from the one that is saved, such as
  /// `batchSize 32 → 16`.
  ///
  /// - Parameter configuration: The settings to be used.
  /// - Returns: A line per difference.
  /// - Throws: `TrainingError`, where the saved settings cannot be read.
  public func differences(to configuration: some Encodable) throws(TrainingError) -> [String] {
    do {
      let saved = try JSONSerialization.jsonObject(with: Data(contentsOf: url(configurationPath)))
      let new = try JSONSerialization.jsonObject(with: Data(json(configuration).utf8))
      return Self.differences(saved, new, at: "").sorted()
    } catch let error as TrainingError {
      throw error
    } catch {
      throw .notResumable("\(configurationPath) cannot be read: \(error)")
    }
  }

  private static func differences(_ saved: Any?, _ new: Any?, at key: String) -> [String] {
    if let saved = saved as? [String: Any], let new = new as? [String: Any] {
      return Set(saved.keys).union(new.keys).flatMap {
        differences(saved[$0], new[$0], at: key.isEmpty ? $0 : "\(key).\($0)")
      }
    }
    // Element by element: the text of a list of objects has their keys in no order.
    if let saved = saved as? [Any], let new = new as? [Any], saved.count == new.count {
      return zip(saved, new).enumerated().flatMap {
        differences($1.0, $1.1, at: "\(key)[\($0)]")
      }
    }
    let texts = [saved, new].map { $0.map { "\($0)" } ?? "none" }
    return texts[0] == texts[1] ? [] : ["\(key) \(texts[0]) → \(texts[1])"]
  }

  func log(_ report: StepReport) throws(TrainingError) {
    try append(
      StepLine(
        step: report.step, epoch: report.epoch, loss: report.loss,
        learningRate: report.learningRate, samples: report.sampleCount,
        milliseconds: (report.duration / .milliseconds(1)).rounded()))
  }

  /// Logs a step; where that fails, as on a full disk, the state is saved before that is told.
  func log(_ report: StepReport, orSave save: () throws -> Void) throws {
    do {
      try log(report)
    } catch {
      try save()
      throw error
    }
  }

  func log(_ record: EpochRecord) throws(TrainingError) {
    try append(record)
  }

  private func append(_ line: some Encodable) throws(TrainingError) {
    let bytes = Array((try json(line) + "\n").utf8)
    let path = logPath
    try withFiles { () throws(FileError) in try Files.append(bytes, toFile: path) }
  }

  /// Drops the lines after a saved state, which the resumed run writes again, and writes the one that
  /// the log had no room for.
  func rewindLog(to progress: inout TrainingProgress) throws(TrainingError) {
    try dropLines(after: progress)
    guard let report = progress.unlogged else { return }
    try log(report)
    progress.unlogged = nil
  }

  private func dropLines(after progress: TrainingProgress) throws(TrainingError) {
    // What is no file, such as a device, has no lines to drop.
    guard isRegularFile(logPath), let log = try? Data(contentsOf: url(logPath)) else { return }
    // A power cut may leave any bytes at its end.
    let lines = String(decoding: log, as: UTF8.self).split(separator: "\n").filter { line in
      guard let line = try? JSONDecoder().decode(LogPosition.self, from: Data(line.utf8)) else {
        return false  // torn when the process was killed
      }
      return line.isRecord
        ? progress.history.contains { $0.epoch == line.epoch }
        : line.step <= progress.step && line.step != progress.unlogged?.step
    }
    let path = logPath
    let kept = lines.map { $0 + "\n" }.joined()
    try withFiles { () throws(FileError) in
      try writeAtomically(to: path) { (file) throws(FileError) in try file.write(kept) }
    }
  }

  private func json(
    _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting = []
  ) throws(TrainingError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, formatting]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .settings("a setting or figure cannot be written as JSON: \(error)")
    }
  }

  private func url(_ path: String) -> URL { URL(filePath: path) }
}

/// A line of the log about a step.
private struct StepLine: Encodable {
  let step: Int
  let epoch: Int
  let loss: Double
  let learningRate: Double
  let samples: Int
  let milliseconds: Double
}

/// What a line of the log has in any case.
private struct LogPosition: Decodable {
  let step: Int
  let epoch: Int
  /// Whether the line is about an epoch, not about a step.
  let isRecord: Bool

  private enum CodingKeys: CodingKey {
    case step, epoch, training
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    step = try values.decode(Int.self, forKey: .step)
    epoch = try values.decode(Int.self, forKey: .epoch)
    isRecord = values.contains(.training)
  }
}
