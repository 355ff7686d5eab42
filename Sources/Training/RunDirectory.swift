import Checkpoints
import Files
import Foundation
import Glibc

/// The folder of a run: its settings, its log, its pictures and its checkpoints.
///
/// While it is open it is locked: a second process cannot write to it.
public final class RunDirectory {
  /// Where the folder is.
  public let path: String
  /// The notes that every checkpoint of the run carries: what a prediction needs.
  public var metadata = CheckpointMetadata()

  private let lock: Int32

  private init(locked path: String, _ lock: Int32) throws(TrainingError) {
    self.path = path
    self.lock = lock
    try prepare()
  }

  /// Deletes what a killed process was writing, and finds at once what would end the run later.
  private func prepare() throws(TrainingError) {
    deleteStaleFiles(in: path)
    try checkNames()
    let folder = path
    try withFiles { () throws(FileError) in try checkWritable(folder: folder) }
  }

  deinit {
    unlink("\(path)/\(Self.lockName)")
    close(lock)
  }

  /// Creates the folder of a new run, `<root>/<model>-<date>-<time>`, or `output` if given.
  ///
  /// If it holds a run, or files that a run would replace, a number is appended: nothing is overwritten.
  ///
  /// - Parameters:
  ///   - model: The name of the model.
  ///   - root: The folder of all runs.
  ///   - output: The folder of this run.
  ///   - date: When the run begins; for its name only.
  /// - Returns: The open folder.
  /// - Throws: `TrainingError.file`, where it cannot be created or written.
  public static func create(
    model: String, in root: String = "runs", at output: String? = nil, date: Date = Date()
  ) throws(TrainingError) -> RunDirectory {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyyMMdd-HHmmss"
    let name = model.replacing("/", with: "-")
    var wanted = output ?? "\(root)/\(name)-\(formatter.string(from: date))"
    while wanted.count > 1, wanted.hasSuffix("/") { wanted.removeLast() }
    try withFiles { () throws(FileError) in try createFolder(wanted) }
    for number in 1... {
      let path = number == 1 ? wanted : "\(wanted)-\(number)"
      try withFiles { () throws(FileError) in try createFolder(path) }
      guard !holdsFiles(path), let lock = try takeLock(path) else {
        guard ![".", "..", "/"].contains(fileName(of: path)) else { break }
        continue
      }
      return try RunDirectory(locked: path, lock)
    }
    throw .settings("\(wanted) holds files that a run would replace — give another folder")
  }

  /// Whether a folder holds a run, or files of the kinds that a run writes.
  private static func holdsFiles(_ path: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.contains { name in
      isRegularFile("\(path)/\(name)")
        && ([configurationName, "log.jsonl", "last.state"].contains(name)
          || [".safetensors", ".png"].contains { name.hasSuffix($0) })
    }
  }

  /// Opens the folder of a run that is to go on.
  ///
  /// - Parameter path: The folder.
  /// - Returns: The open folder, with whatever an interrupted write left tidied up.
  /// - Throws: `TrainingError`, where it is no run or in use by another process.
  public static func open(_ path: String) throws(TrainingError) -> RunDirectory {
    guard isFolder(path) else {
      throw .file(
        denial(of: path) ?? .notFound("\(path) is no folder — give the folder of a run to resume"))
    }
    guard isRegularFile("\(path)/\(configurationName)") else {
      throw .notResumable("\(path) holds no \(configurationName) — give the folder of a run")
    }
    guard let lock = try takeLock(path) else {
      let pid = (try? String(contentsOfFile: "\(path)/\(lockName)", encoding: .utf8)) ?? "?"
      throw .notResumable(
        "\(path) is in use by process \(pid.prefix { $0.isNumber }) — wait for it or stop it first")
    }
    let directory = try RunDirectory(locked: path, lock)
    try directory.tidy()
    return directory
  }

  /// Locks the folder; nil if another process has it.
  ///
  /// The lock ends with the process.
  private static func takeLock(_ path: String) throws(TrainingError) -> Int32? {
    let file = "\(path)/\(lockName)"
    while true {
      let descriptor = Glibc.open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw .file(.writing(file)) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        return nil
      }
      // The owner before may have deleted the file between the two calls: then it locks nothing.
      var facts = stat()
      var named = stat()
      if fstat(descriptor, &facts) == 0, stat(file, &named) == 0, facts.st_ino == named.st_ino {
        ftruncate(descriptor, 0)
        let text = Array("\(getpid())\n".utf8)
        _ = Glibc.write(descriptor, text, text.count)
        return descriptor
      }
      close(descriptor)
    }
  }

  /// The path of a file of the run.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  static let lockName = ".lock"
  static let configurationName = "config.json"
}

/// Runs `body`, turning its error into a `TrainingError`.
func withFiles<R>(_ body: () throws(FileError) -> R) throws(TrainingError) -> R {
  do {
    return try body()
  } catch {
    throw .file(error)
  }
}
