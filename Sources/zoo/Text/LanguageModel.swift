import ArgumentParser

/// The models that know a language beside its classes.
enum LanguageModel: String, CaseIterable, ExpressibleByArgument {
  case bert
}
