# Everything a person or a CI job does here. The work is in scripts/; this file names it.
.DEFAULT_GOAL := help
.PHONY: help run build server test lint format bench bench-optimiser release e2e coverage fuzz corpus clean

# Any checkout; without it (and with --now set to the end of its history, see scripts/run.sh) `make run` looks at Examples/polyglot.
REPO ?=
export REPO

# How long each fuzz target runs.
SECONDS ?= 600

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build the program and see what it suggests for Examples/polyglot, or for REPO=/path/to/a/checkout
	@scripts/run.sh

build: ## build .build/release/inframind
	@scripts/need.sh git pkg-config libcurl libyaml libcrypto sqlite
	@scripts/build-release.sh

server: ## build .build/release/inframind-server
	@scripts/need.sh git pkg-config libcurl libyaml libcrypto sqlite libpq
	@scripts/build-release.sh inframind-server

test: ## set up what the tests need, and run them all
	@scripts/test.sh

lint: ## check style: Swift, shell scripts, our own workflow files
	@scripts/lint.sh

format: ## format the Swift code in place
	@find Package.swift Sources Adapters Tests Benchmarks -name .build -prune -o -name '*.swift' -print0 2>/dev/null \
	  | xargs -0 swift format --in-place --configuration .swift-format

bench: ## measure speed and memory beside other programs (docs/performance.md)
	@scripts/need.sh git pkg-config libcurl libyaml libcrypto sqlite libpq python
	@scripts/build-release.sh
	@scripts/build-release.sh inframind-server
	@scripts/build-release.sh StoreExerciser
	@scripts/tools.sh
	@. scripts/tools.env && Benchmarks/run.sh

bench-optimiser: ## measure how good advice is, beside the rules of others (docs/how-it-decides.md); up to 15 minutes
	@scripts/need.sh git pkg-config libcurl libyaml libcrypto sqlite python
	@scripts/build-release.sh
	@scripts/tools.sh
	@. scripts/tools.env && scripts/bench-optimiser.sh

release: ## build archives, Debian packages, sums and the list of parts into .build/dist
	@scripts/need.sh git pkg-config libcurl libyaml libcrypto sqlite libpq python xz
	@scripts/release.sh $(RELEASE)

e2e: ## go through each platform's example as its users do, and print what passed
	@mkdir -p .build/e2e && rm -f .build/e2e/table.md
	@INFRAMIND_STORY_TABLE=$$PWD/.build/e2e/table.md scripts/test.sh --filter StoryTests >.build/e2e/log 2>&1 \
	  || { cat .build/e2e/log; exit 1; }
	@cat .build/e2e/table.md

coverage: ## run the tests and print line coverage; fails under 85 %
	@scripts/coverage.sh

fuzz: ## fuzz the YAML reader and editor with AddressSanitizer; SECONDS=600 sets how long
	@scripts/need.sh git pkg-config libcurl libyaml libcrypto
	@Tests/Fuzz/run.sh $(SECONDS)

corpus: ## run the tests over real pipeline files in release mode
	@scripts/corpus.sh

clean: ## remove everything that was built or installed here
	rm -rf .build .tools Benchmarks/.build Tests/Fuzz/.build
