// swift-tools-version: 6.2
import PackageDescription

/// The address of the package for a build by version; without it, the checkout around this folder.
let address = Context.environment["ZOO_PACKAGE"]

let package = Package(
  name: "Outside",
  dependencies: [
    address.map { .package(url: $0, from: "1.0.0") }
      ?? .package(name: "swift-model-zoo", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "Outside",
      dependencies: [
        .product(name: "VGG", package: "swift-model-zoo"),
        .product(name: "Images", package: "swift-model-zoo"),
      ])
  ])
