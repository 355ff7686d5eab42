// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// A module of `Sources` that any model may use.
func shared(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A model: the module `Zoo/<name>`, whose card and its pictures are no part of the build.
func model(
  _ name: String, _ dependencies: [Target.Dependency] = [], pictures: [String] = []
) -> Target {
  .target(
    name: name,
    dependencies: [
      "Layers", "Losses", "Optimizers", "Checkpoints", "Datasets", "Tasks", "Training",
      "Images", "Tensors", "Files", "Kernels",
    ] + dependencies,
    path: "Zoo/\(name)", exclude: ["README.md"] + pictures, swiftSettings: settings)
}

/// The tests of the module `name`, in `Tests/<name>Tests`.
func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name), "Support"] + dependencies,
    resources: resources, swiftSettings: settings)
}

let targets: [Target] = [
  .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
  .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
  .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  .target(name: "CImages", dependencies: ["CPNG", "CJPEG"]),
  .target(name: "CKernels", cSettings: [.define("NDEBUG", .when(configuration: .release))]),
  shared("Kernels", ["CKernels", "COpenBLAS"]),
  shared("Tensors", ["Kernels"]),
  shared("Files", ["CZlib", crypto, system]),
  shared("Images", ["CImages", "Kernels", "Tensors", "Files"]),
  shared("Tokenizers"),
  shared("Layers", ["Tensors"]),
  shared("Losses", ["Kernels", "Tensors"]),
  shared("Optimizers", ["Layers", "Tensors", "Kernels"]),
  shared("Checkpoints", ["Layers", "Tensors", "Kernels", "Files"]),
  shared("Datasets", ["Images", "Tokenizers", "Files", "Tensors", "Kernels", logging]),
  shared("Tasks", ["Images", "Checkpoints", "Layers", "Tensors", "Files", "ShippedWeights"]),
  shared(
    "Training",
    [
      "Optimizers", "Losses", "Datasets", "Checkpoints", "Layers", "Tensors", "Images", "Files",
      "Tasks", "Tokenizers", "Kernels",
    ]),
  .target(
    name: "ShippedWeights", path: "Weights", exclude: ["README.md", "logs"],
    resources: [.copy("files"), .copy("manifest.json")], swiftSettings: settings),
  model("VGG", pictures: ["answers.png"]),
  model("SSD", ["VGG"], pictures: ["boxes.png"]),
  model("Transformer", ["Tokenizers"]),
  model("BERT", ["Tokenizers"]),
  model("DCGAN", pictures: ["samples.png"]),
  model("SAGAN", pictures: ["samples.png"]),
  model("MNIST"),
  model("AnoGAN", ["DCGAN"], pictures: ["anomalies.png"]),
  .executableTarget(
    name: "zoo",
    dependencies: [
      "VGG", "SSD", "MNIST", "DCGAN", "SAGAN", "AnoGAN", "Transformer", "BERT", "Training", "Tasks",
      "Datasets", "Checkpoints", "Optimizers", "Losses", "Layers", "Images", "Files", "Tensors",
      "Kernels", "Tokenizers", argumentParser,
    ],
    swiftSettings: settings),

  .target(
    name: "Support",
    dependencies: ["Datasets", "Files", "Kernels", "Layers", "Tensors", "Training"],
    path: "Tests/Support", resources: [.copy("Fixtures")], swiftSettings: settings),
  tests(of: "Kernels"),
  tests(of: "Tensors", ["Kernels"], resources: [.copy("Fixtures")]),
  tests(of: "Files"),
  tests(of: "Images", ["Tensors", "Files"], resources: [.copy("Fixtures")]),
  tests(of: "Tokenizers", resources: [.copy("Fixtures")]),
  tests(of: "Layers", ["Tensors"], resources: [.copy("Fixtures")]),
  tests(of: "Losses", ["Tensors"]),
  tests(of: "Optimizers", ["Layers", "Tensors"], resources: [.copy("Fixtures")]),
  tests(
    of: "Checkpoints", ["Layers", "Tensors", "Files", "ShippedWeights"],
    resources: [.copy("Fixtures")]),
  tests(of: "Datasets", ["Images", "Tokenizers", "Tensors", "Files"]),
  tests(
    of: "Training",
    ["Optimizers", "Losses", "Datasets", "Checkpoints", "Layers", "Tensors", "Images", "Files"],
    resources: [.copy("Fixtures")]),
  tests(
    of: "VGG",
    [
      "Training", "Tasks", "Datasets", "Checkpoints", "Optimizers", "Losses", "Layers", "Images",
      "Tensors", "Files",
    ],
    resources: [.copy("Fixtures")]),
  tests(
    of: "SSD",
    [
      "VGG", "Training", "Tasks", "Datasets", "Checkpoints", "Optimizers", "Losses", "Layers",
      "Images", "Tensors", "Files",
    ],
    resources: [.copy("Fixtures")]),
  tests(
    of: "DCGAN",
    [
      "Training", "Tasks", "Datasets", "Checkpoints", "Optimizers", "Losses", "Layers", "Images",
      "Tensors", "Files",
    ],
    resources: [.copy("Fixtures")]),
  tests(
    of: "SAGAN",
    [
      "Training", "Tasks", "Datasets", "Checkpoints", "Optimizers", "Losses", "Layers", "Images",
      "Tensors", "Files",
    ],
    resources: [.copy("Fixtures")]),
  tests(
    of: "MNIST",
    [
      "Training", "Tasks", "Datasets", "Checkpoints", "Optimizers", "Losses", "Layers", "Images",
      "Tensors", "Files",
    ]),
  tests(
    of: "AnoGAN",
    [
      "DCGAN", "Training", "Tasks", "Datasets", "Checkpoints", "Optimizers", "Losses", "Layers",
      "Images", "Tensors", "Files",
    ],
    resources: [.copy("Fixtures")]),
  tests(
    of: "Transformer",
    [
      "Tokenizers", "Datasets", "Training", "Tasks", "Checkpoints", "Losses", "Optimizers",
      "Layers", "Tensors",
    ],
    resources: [.copy("Fixtures")]),
  tests(
    of: "BERT",
    [
      "Tokenizers", "Datasets", "Training", "Tasks", "Checkpoints", "Losses", "Optimizers",
      "Layers", "Tensors",
    ],
    resources: [.copy("Fixtures")]),
  .testTarget(
    name: "ZooTests",
    dependencies: [
      "zoo", "VGG", "SSD", "MNIST", "DCGAN", "SAGAN", "AnoGAN", "Transformer", "BERT", "Tokenizers",
      "Training", "Datasets", "Tasks", "Checkpoints", "Layers", "Images", "Tensors", "Files",
      "ShippedWeights", "Support",
    ],
    swiftSettings: settings),
]

/// Every module but the C code and the tests' is a library of its own.
let libraries = targets.filter {
  $0.type == .regular && !["CImages", "CKernels", "Support"].contains($0.name)
}
.map { Product.library(name: $0.name, targets: [$0.name]) }

let package = Package(
  name: "swift-model-zoo",
  products: libraries + [.executable(name: "zoo", targets: ["zoo"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: targets)
