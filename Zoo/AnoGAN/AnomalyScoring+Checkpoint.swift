import Checkpoints

extension AnomalyScoring {
  /// What a generator's file says; the defaults where it says nothing.
  ///
  /// - Throws: `CheckpointError.malformed`, where no picture could be scored so.
  static func stored(in generator: Checkpoint) throws(CheckpointError) -> AnomalyScoring {
    let notes = CheckpointMetadata(generator.metadata)
    guard let scoring = try notes.value(AnomalyScoring.self, for: .scoring) else {
      return AnomalyScoring()
    }
    guard let problem = scoring.problem else { return scoring }
    throw .malformed("\(generator.path): its note 'scoring' cannot be used: \(problem)")
  }
}
