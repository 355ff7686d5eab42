extension KeyMap {
  /// Both of PyTorch's spellings of spectral normalization: `weight_orig`, `weight_u`, `weight_v`,
  /// the last of which the oldest files lack, and since version 1.9
  /// `parametrizations.weight.original`, `….0._u`, `….0._v`.
  public static let spectralNormalization = KeyMap(optional: ["weight_v"]) { name in
    let parts = [
      ("parametrizations.weight.original", "weight_orig"),
      ("parametrizations.weight.0._u", "weight_u"), ("parametrizations.weight.0._v", "weight_v"),
    ]
    for (new, old) in parts where name == new || name.hasSuffix("." + new) {
      return name.dropLast(new.count) + old
    }
    return name
  }
}
