@main
enum ZooCommand {
  static func main() {}
}
