#!/bin/sh
# Generates Sources/mini-remote/Generated from Sources/mini-remote/Protocol, after a change of the
# latter. It needs protoc (Debian: protobuf-compiler). The two plugins of protoc are built from the
# packages that mini-remote uses, in .build/protocol.
#
# usage: sh Tests/Scripts/remote-protocol.sh
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
scratch=$root/.build/protocol
packages=$root/.build/remote/checkouts

command -v protoc >/dev/null 2>&1 || {
  echo "remote-protocol: there is no 'protoc': install protobuf-compiler" >&2
  exit 1
}
MINI_WITH_REMOTE=1 ${SWIFT:-swift} package --scratch-path .build/remote resolve
mkdir -p "$scratch"
for package in swift-protobuf grpc-swift-protobuf; do
  rm -rf "${scratch:?}/$package"
  cp -R "$packages/$package" "$scratch/$package"
done
${SWIFT:-swift} build --disable-sandbox --package-path "$scratch/swift-protobuf" --product protoc-gen-swift
${SWIFT:-swift} build --disable-sandbox --package-path "$scratch/grpc-swift-protobuf" \
  --product protoc-gen-grpc-swift-2

cd Sources/mini-remote
rm -f Generated/*.swift
protoc --proto_path=Protocol \
  --plugin="$scratch/swift-protobuf/.build/debug/protoc-gen-swift" \
  --plugin="$scratch/grpc-swift-protobuf/.build/debug/protoc-gen-grpc-swift-2" \
  --swift_out=Generated --swift_opt=Visibility=Internal,UseAccessLevelOnImports=true \
  --grpc-swift-2_out=Generated \
  --grpc-swift-2_opt=Visibility=Internal,UseAccessLevelOnImports=true,Server=false \
  Protocol/*.proto
# They contain no service.
rm -f Generated/status.grpc.swift Generated/operations.grpc.swift
