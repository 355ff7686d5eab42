import Tensors

/// Something with parameters: a layer, a block or a network.
public protocol Module: AnyObject {
  /// What the module is made of, under the published names, in the published order.
  var children: [Child] { get }
}

/// A named part of a module.
public enum Child {
  /// A trained tensor.
  case parameter(String, Parameter)
  /// A saved tensor that is not trained.
  case buffer(String, Buffer)
  /// A module; its parts' names follow after a dot.
  case module(String, any Module)
}

/// A tensor of a module's state.
public enum StateEntry {
  /// A trained tensor.
  case parameter(Parameter)
  /// A saved tensor that is not trained.
  case buffer(Buffer)

  /// The extent of each axis, in our layout.
  public var shape: [Int] {
    switch self {
    case .parameter(let parameter): parameter.shape
    case .buffer(let buffer): buffer.value.shape
    }
  }

  /// How the axes stand to those of published checkpoints.
  public var layout: ParameterLayout {
    switch self {
    case .parameter(let parameter): parameter.layout
    case .buffer: .plain
    }
  }

  /// The elements, in our layout.
  public var value: Tensor {
    switch self {
    case .parameter(let parameter): parameter.value.detached
    case .buffer(let buffer): buffer.value
    }
  }

  /// Replaces the elements.
  ///
  /// - Parameter tensor: The new elements, in our layout and of the same shape.
  public func assign(_ tensor: Tensor) {
    switch self {
    case .parameter(let parameter): parameter.assign(tensor)
    case .buffer(let buffer): buffer.value = tensor
    }
  }
}

extension Module {
  /// Every tensor of the module by its published path, in the published order.
  public var state: [(path: String, entry: StateEntry)] {
    children.flatMap { child -> [(path: String, entry: StateEntry)] in
      switch child {
      case .parameter(let name, let parameter): [(name, .parameter(parameter))]
      case .buffer(let name, let buffer): [(name, .buffer(buffer))]
      case .module(let name, let module): module.state.map { ("\(name).\($0.path)", $0.entry) }
      }
    }
  }

  /// The trained tensors by their published paths; one that is shared stands under each of its paths.
  public var parameters: [(path: String, parameter: Parameter)] {
    state.compactMap { path, entry in
      if case .parameter(let parameter) = entry { (path, parameter) } else { nil }
    }
  }

  /// The number of trained and frozen parameters, shared ones once.
  public var parameterCount: Int {
    var seen = Set<ObjectIdentifier>()
    return parameters.reduce(0) { sum, entry in
      seen.insert(ObjectIdentifier(entry.parameter)).inserted ? sum + entry.parameter.count : sum
    }
  }

  /// Keeps training from changing the module.
  public func freeze() {
    for (_, parameter) in parameters { parameter.isFrozen = true }
  }

  /// Lets training change the module again.
  public func unfreeze() {
    for (_, parameter) in parameters { parameter.isFrozen = false }
  }

  /// Packs the weights for inference and folds batch normalization into convolutions.
  ///
  /// Numbers stay the same to rounding. A later change of a parameter makes its packed form stale,
  /// and it is not used then.
  ///
  /// - Parameter releasingWeights: Whether to drop weights that only their packed form is read of:
  ///   the model can then neither be trained nor saved.
  public func prepareForInference(releasingWeights: Bool = false) {
    prepareAll(releasingWeights: releasingWeights)
    // What was released goes back to the system: the pool has no use for blocks of its size.
    if releasingWeights { StoragePool.shared.trim() }
  }

  private func prepareAll(releasingWeights: Bool) {
    if let module = self as? any Preparable { module.prepare(releasingWeights: releasingWeights) }
    for case .module(_, let module) in children {
      module.prepareAll(releasingWeights: releasingWeights)
    }
  }
}

/// A module that computes something from its weights once, for inference.
public protocol Preparable: Module {
  /// Does so for the module itself, not for its children.
  func prepare(releasingWeights: Bool)
}

/// A module that maps one tensor to one tensor.
public protocol Layer: Module {
  /// The output for an input; shapes are documented by each layer.
  func callAsFunction(_ x: Tensor) -> Tensor
}

extension Layer {
  /// No parts: most layers without parameters.
  public var children: [Child] { [] }
}
