import Checkpoints
import Files
import Foundation
import Glibc
import Layers
import Optimizers
import Tensors

/// The state of a run as it was saved.
public struct SavedState {
  /// How far the training had come.
  public let progress: TrainingProgress
  /// What the optimizer remembered.
  public let optimizer: OptimizerState
  /// The file of the weights.
  let weights: Checkpoint

  /// Loads the weights into the model.
  func restore(_ model: some Module) throws(TrainingError) {
    try withCheckpoints { () throws(CheckpointError) in _ = try model.load(weights) }
  }
}

/// The last state is two files, and a process may be killed between them. So the new weights first
/// get a name of their own, `last.next.safetensors`; then `last.state` is replaced, which counts;
/// then the weights take the name `last.safetensors`. Both carry the number of their step: at any
/// moment the weights that go with `last.state` are under one of the two names. Pictures of an epoch
/// are drawn before `last.state` is replaced, so that whoever goes on after a kill draws them again.
/// Its weights are kept afterwards, and by whoever goes on: where they cannot be, the state is saved.
extension RunDirectory {
  /// The weights of the last state.
  public var lastPath: String { file("last.safetensors") }
  /// The weights of the best score.
  public var bestPath: String { file("best.safetensors") }
  /// The weights to use: the best, or the last where no epoch had a score.
  public var resultPath: String { Self.resultPath(in: path) ?? lastPath }

  /// The weights to use of the folder of a run: the best, or the last where no epoch had a score.
  ///
  /// - Parameter folder: The folder.
  /// - Returns: The file; nil where there is none, as in a folder of another kind.
  public static func resultPath(in folder: String) -> String? {
    ["best", "last"].map { "\(folder)/\($0).safetensors" }.first(where: isRegularFile)
  }
  private var nextPath: String { file("last.next.safetensors") }
  private var statePath: String { file("last.state") }

  /// Whether a state was saved, from which the run can go on.
  public var hasLast: Bool { isRegularFile(statePath) }

  /// What a training that diverged can go on from, in words; empty if nothing was saved.
  var lastGoodState: String {
    guard hasLast else { return "" }
    return
      "; the last good state is \(lastPath), from which --resume \(path) --resume-anyway goes on"
  }

  /// Saves the model as the best one.
  ///
  /// - Parameter model: The model.
  /// - Returns: The path of the weights.
  /// - Throws: `TrainingError`, where the file cannot be written; the best one before remains.
  public func saveBest(_ model: some Module) throws(TrainingError) -> String {
    try write(model, to: bestPath, metadata)
    return bestPath
  }

  /// Saves all that the training needs to go on.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - optimizer: What the optimizer remembers.
  ///   - progress: How far the training has come.
  ///   - keptCount: The epochs whose weights are kept beside, one that ends here among them; none where 0.
  /// - Returns: The path of the weights.
  /// - Throws: `TrainingError`, where a file cannot be written; the state before remains, or this one
  ///   is saved, where only the weights of the epoch cannot be kept.
  public func saveLast(
    _ model: some Module, _ optimizer: OptimizerState, _ progress: TrainingProgress,
    keeping keptCount: Int = 0
  ) throws(TrainingError) -> String {
    try writeNext(model, progress)
    try writeState(optimizer, progress)
    try promoteNext()
    try keepLast(progress, count: keptCount)
    return lastPath
  }

  /// The first part of saving: the weights under a name of their own.
  package func writeNext(
    _ model: some Module, _ progress: TrainingProgress
  ) throws(TrainingError) {
    var metadata = metadata
    metadata.entries["step"] = String(progress.step)
    metadata.entries["epoch"] = String(progress.epoch)
    try write(model, to: nextPath, metadata)
  }

  /// The second part: from here on the new weights count.
  package func writeState(
    _ optimizer: OptimizerState, _ progress: TrainingProgress
  ) throws(TrainingError) {
    let state = StateNotes(progress: progress, counters: optimizer.counters)
    let notes = [
      "format": "zoo training state 1", "step": String(progress.step),
      "state": try text(of: state),
    ]
    let path = statePath
    let tensors = optimizer.tensors.sorted { $0.key < $1.key }.map {
      (name: $0.key, tensor: $0.value)
    }
    try withCheckpoints { () throws(CheckpointError) in
      try Checkpoint.write(tensors, to: path, metadata: CheckpointMetadata(notes))
    }
  }

  /// The third part: the weights take their name.
  package func promoteNext() throws(TrainingError) {
    guard rename(nextPath, lastPath) == 0 else { throw .file(.writing(lastPath)) }
  }

  /// The last state; nil if none was saved.
  ///
  /// - Throws: `TrainingError`, where its files cannot be read or do not belong together.
  public func last() throws(TrainingError) -> SavedState? {
    guard hasLast else { return nil }
    let stored = try loaded(statePath)
    guard stored.metadata["format"] == "zoo training state 1",
      let step = stored.metadata["step"], let text = stored.metadata["state"],
      let notes = try? JSONDecoder().decode(StateNotes.self, from: Data(text.utf8))
    else {
      throw .notResumable(
        "\(statePath) is no state of a training, or of a newer version of this program")
    }
    var tensors: [String: Tensor] = [:]
    for tensor in stored.tensors {
      tensors[tensor.name] = tensor.tensor()
    }
    return SavedState(
      progress: notes.progress,
      optimizer: OptimizerState(tensors: tensors, counters: notes.counters),
      weights: try weights(ofStep: step))
  }

  private func weights(ofStep step: String) throws(TrainingError) -> Checkpoint {
    for path in [lastPath, nextPath] where isRegularFile(path) {
      let checkpoint = try loaded(path)
      if checkpoint.metadata["step"] == step { return checkpoint }
    }
    throw .file(
      .notFound("\(path) has no weights of step \(step), which last.state belongs to\(restart)"))
  }

  /// Finishes or undoes what a killed process had begun.
  func tidy() throws(TrainingError) {
    guard isRegularFile(nextPath) else { return }
    let step = hasLast ? try loaded(statePath).metadata["step"] : nil
    if step != nil, (try? loaded(nextPath))?.metadata["step"] == step {
      try promoteNext()
    } else {
      unlink(nextPath)
    }
  }

  /// Keeps the last weights, where they are those of the end of an epoch, beside the best and the last
  /// checkpoint, and deletes those of all epochs but the last `count`; does neither where it is 0.
  func keepLast(_ progress: TrainingProgress, count: Int) throws(TrainingError) {
    guard count > 0 else { return }
    if progress.epoch > 0, progress.stepInEpoch == 0 {
      let (source, copy) = (lastPath, file(Self.keptName(progress.epoch)))
      // The weights are replaced by renaming, never changed.
      try withFiles { () throws(FileError) in try link(source, as: copy) }
    }
    try rotate(keeping: count)
  }

  /// Deletes the kept weights of all epochs but the last `count`.
  private func rotate(keeping count: Int) throws(TrainingError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let old = names.compactMap { Self.epoch(ofKept: $0) }.sorted().dropLast(count)
    guard !old.isEmpty else { return }
    // The new ones are on the disk before an old one goes.
    let folder = path
    try withFiles { () throws(FileError) in try sync(folder: folder) }
    for epoch in old { unlink(file(Self.keptName(epoch))) }
  }

  private static func keptName(_ epoch: Int) -> String { epochName(epoch) + ".safetensors" }

  /// The epoch whose weights a file keeps; nil for whatever a user calls otherwise, which is not ours.
  static func epoch(ofKept name: String) -> Int? {
    name.hasSuffix(".safetensors") ? epoch(of: String(name.dropLast(".safetensors".count))) : nil
  }

  /// Whether there are whole weights of the best score.
  ///
  /// - Throws: `TrainingError`, where their file is damaged.
  func hasBest() throws(TrainingError) -> Bool {
    guard isRegularFile(bestPath) else { return false }
    _ = try loaded(bestPath, orElse: " — delete it: the run goes on and writes a new one")
    return true
  }

  /// What else can be done where a run cannot go on.
  private var restart: String {
    " — start a new run" + (isRegularFile(bestPath) ? " with --weights \(bestPath)" : "")
  }

  /// Reads a file of the run; of a damaged one it is told what can be done, which is not to fetch it again.
  private func loaded(
    _ path: String, orElse cure: String? = nil
  ) throws(TrainingError) -> Checkpoint {
    do {
      return try Checkpoint.load(path)
    } catch .malformed(let reason) {
      let fault = reason[..<(reason.firstRange(of: " — ")?.lowerBound ?? reason.endIndex)]
      throw .checkpoint(.malformed("\(fault)\(cure ?? restart)"))
    } catch {
      throw .checkpoint(error)
    }
  }

  private func write(
    _ model: some Module, to path: String, _ metadata: CheckpointMetadata
  ) throws(TrainingError) {
    try withCheckpoints { () throws(CheckpointError) in
      try Checkpoint.write(model, to: path, metadata: metadata)
    }
  }

  private func text(of state: StateNotes) throws(TrainingError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let data = try? encoder.encode(state) else {
      throw .notResumable("the state of the training holds a figure that is no number")
    }
    return String(decoding: data, as: UTF8.self)
  }
}

/// What `last.state` holds beside tensors.
private struct StateNotes: Codable {
  let progress: TrainingProgress
  let counters: [String: Int]
}

/// Runs `body`, turning its error into a `TrainingError`.
func withCheckpoints<R>(_ body: () throws(CheckpointError) -> R) throws(TrainingError) -> R {
  do {
    return try body()
  } catch {
    throw .checkpoint(error)
  }
}
