#!/usr/bin/env bash
# Records java.log and go.log: every bug of every build, behind a line `#### bug`. Builds differ in line numbers, in closures
# and lambdas above the failing one, in values, in paths, and in what the runtime is told to show. Needs javac, java and go.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
variant() { # file, build: other code in place of the marks
  case $2 in
    1) sed -e 's|^.*/\*SHIFT\*/||; s|/\*LAMBDA\*/||; s|/\*CLOSURE\*/||' "$1" ;;
    2) sed -e 's|^ *\t*/\*SHIFT\*/|// a line\n// and more\n\n|; s|/\*LAMBDA\*/|static final Supplier<String> MORE = () -> "y";|; s|/\*CLOSURE\*/|func() { fmt.Print() }()|' "$1" ;;
    3) sed -e 's|^ *\t*/\*SHIFT\*/|\n\n\n\n\n\n\n|; s|/\*LAMBDA\*/|static final Supplier<Supplier<String>> MORE = () -> () -> "y";|; s|/\*CLOSURE\*/|func() { fmt.Print() }(); func() { fmt.Print("") }()|' "$1" ;;
  esac
}
{
  for build in 1 2 3; do
    mkdir -p "$work/java$build"
    variant "$here/java/Bugs.java" $build > "$work/java$build/Bugs.java"
    javac -g -nowarn -d "$work/java$build" "$work/java$build/Bugs.java"
    flags=; [ $build = 3 ] && flags='-XX:+UnlockDiagnosticVMOptions -XX:+ShowHiddenFrames'
    env -i PATH="$PATH" java -XX:-UsePerfData -XX:MaxJavaStackTraceDepth=120 $flags -cp "$work/java$build" Bugs $((build - 1)) 2>&1
  done
} > "$here/java.log"
{
  for build in 1 2 3; do
    dir=$work/build-$build/src/app; mkdir -p "$dir"
    variant "$here/go/main.go" $build > "$dir/main.go"
    trim=; [ $build = 2 ] && trim=-trimpath
    (cd "$dir" && printf 'module example.com/bugs\n\ngo 1.21\n' > go.mod && GOFLAGS=-mod=mod go build $trim -o "$work/bugs$build" .)
    for bug in bad-number convert divide in-closure negative nil-map nil-map-other nil-pointer out-of-range unnamed wrapped; do
      echo "#### $bug"
      level=single; [ $build = 3 ] && level=system
      env -i PATH="$PATH" GOTRACEBACK=$level "$work/bugs$build" $bug $build 2>&1 || true
    done
  done
} > "$here/go.log"
sed -i "s|$work|/home/build|g" "$here/java.log" "$here/go.log"
