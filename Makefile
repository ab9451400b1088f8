# make demo   builds the console and opens it on the engine
# make test   runs every test
# make check  what CI runs: formatting, vet, staticcheck, tests under the race detector

GO          ?= go
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
STATICCHECK ?= honnef.co/go/tools/cmd/staticcheck@v0.8.2
BIN         ?= bin/fleetglass
SEEDS       ?= 200
DAYS        ?= 30

.PHONY: build demo test race lint check sim long load compare fuzz bench golden screenshots clean

# Nothing is inlined in code that waits for answers, runs once a connection or
# once a key, and functions stand on half lines of the cache: an eighth less of
# a program. The engine, the tables and the drawing are compiled as always.
COLD = github.com/aws/... github.com/spf13/... net net/http crypto/... encoding/... \
	vendor/... regexp/... math/big text/... go/... mime/... compress/... log/... os/... html \
	fleetglass/cmd/... fleetglass/views fleetglass/awsclient/sdk fleetglass/awsclient/timeline \
	fleetglass/awsclient/whatif/... fleetglass/awsclient/labs fleetglass/awsclient/recording \
	fleetglass/fake/api/... fleetglass/fake/scenario fleetglass/fake/wire/... \
	fleetglass/fake/control fleetglass/fake/metadata fleetglass/fake/dataplane
LEAN = -trimpath $(foreach package,$(COLD),-gcflags='$(package)=-l')

build:
	CGO_ENABLED=0 $(GO) build $(LEAN) -ldflags '-s -w -funcalign=16 -X main.version=$(VERSION)' -o $(BIN) ./cmd/fleetglass

demo: build
	./$(BIN) demo

test:
	$(GO) test ./...

race:
	$(GO) test -race ./...

lint:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

check: lint race build

# Many seeds of the simulation, each for many virtual days, invariants after every step.
sim:
	FLEETGLASS_SIM_SEEDS=$(SEEDS) FLEETGLASS_SIM_DAYS=$(DAYS) $(GO) test -timeout 4h -run TestSimulation -v ./fake/...

# What needs hours: thirty days of determinism, ninety days of memory.
long:
	FLEETGLASS_DETERMINISM_DAYS=30 FLEETGLASS_MEMORY_DAYS=90 $(GO) test -timeout 4h -run 'TheSameCalls|ReadersChange|SavedWorldGoesOn|OldWorld' ./fake

# A minute of 200 clients at once, reading and writing, under the race detector.
load:
	FLEETGLASS_LOAD=1m $(GO) test -race -timeout 10m -run TestLoad -v ./fake/wire

# The server beside moto_server, where that is installed: requests a second.
compare: build
	FLEETGLASS_COMPARE=$(abspath $(BIN)) $(GO) test -timeout 10m -run TestCompare -v ./cmd/fleetglass

# Every fuzz target for a short while.
fuzz:
	@for pkg in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime 10s $$pkg || exit 1; \
		done; \
	done

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# Rewrites golden screens and dialogues; read the difference before committing it.
golden:
	$(GO) test ./views/... ./ui/... ./fake/... -update

# The pictures of the README, from the program on the demo.
screenshots:
	FLEETGLASS_PICTURES=$(CURDIR)/views/testdata/pictures $(GO) test -count=1 -run TestPictures ./views/flight

clean:
	rm -rf bin
