# Each target does its own set-up on Debian and Ubuntu; a Swift toolchain is all that must be there.
PREFIX ?= /usr/local
SOURCES := Package.swift Sources Zoo Weights Tests
PACKAGES := libopenblas-dev libpng-dev libjpeg-dev zlib1g-dev
MISSING = $(shell command -v dpkg >/dev/null && for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done)
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)
ZOO = .build/release/zoo
# How long `fuzz` fuzzes each parser.
FUZZ_SECONDS ?= 3600
DEMO := runs/demo-$(shell date +%Y%m%d-%H%M%S)

.PHONY: demo test torture fuzz differential tsan build libraries format lint install clean

# Fine-tunes VGG on the sample of ants and bees and classifies pictures of it; finds objects with SSD.
demo: build
	$(ZOO) finetune vgg16 --sample --output $(DEMO)
	$(ZOO) classify vgg16 --sample --limit 6 --weights $(DEMO)/best.safetensors --output $(DEMO)/pictures
	$(ZOO) detect ssd --sample --limit 6 --output $(DEMO)/objects
	@echo "Curves, confusion matrix and weights: $(DEMO)"
	@echo "Classified pictures: $(DEMO)/pictures   pictures with boxes: $(DEMO)/objects"

# Builds everything and runs the tests.
test: libraries
	swift test -c release --disable-testable-imports

# The long forms of the tests of faults, of fuzzing and of the search for races: a day of them.
torture: libraries tsan
	ZOO_TORTURE=1 ZOO_SLOW_TESTS=1 swift test -c release --disable-testable-imports
	$(MAKE) fuzz

# Fuzzes every parser of files, two at a time, for FUZZ_SECONDS each.
fuzz: build
	Tests/Fuzz/run $(FUZZ_SECONDS)

# Compares the readers of weights and pictures with Python's, on whole and on damaged files.
differential: libraries
	Tests/Differential/run $(CORPUS)

# Searches for data races with the thread sanitizer.
tsan: libraries
	Tests/Races/run

# Builds the command, .build/release/zoo.
build: libraries
	swift build -c release --product zoo

# Installs the system's libraries that are missing.
libraries:
	@$(if $(strip $(MISSING)),$(SUDO) apt-get update && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(MISSING),true)

# Formats the sources in place.
format:
	swift format --in-place --parallel --recursive $(SOURCES)

# Checks the format of the sources.
lint:
	swift format lint --strict --parallel --recursive $(SOURCES)

# Copies the command to $(PREFIX)/bin and the small weights to $(PREFIX)/share/zoo.
install: build
	install -D -m 755 $(ZOO) $(DESTDIR)$(PREFIX)/bin/zoo
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/zoo Weights/manifest.json
	install -d $(DESTDIR)$(PREFIX)/share/zoo/files && cp -R Weights/files/. $(DESTDIR)$(PREFIX)/share/zoo/files

# Removes what was built; runs are kept.
clean:
	swift package clean
