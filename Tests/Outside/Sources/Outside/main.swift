import Images
import VGG

let classifier = try VGG16.pretrained()
for answer in try classifier.classify(Image(contentsOf: "photo.png"), top: 3) {
  print(answer)
}
