# Builds the native client in a folder of that name, since its project publishes binaries in no registry of packages. Optimising
# would double the time.
set -eu
unset npm_config_local_prefix NODE_OPTIONS
mkdir confluent-kafka
mv package.json confluent-kafka
cd confluent-kafka
headers=$(node -p "path.resolve(process.execPath, '../..')")
[ -e "$headers/include/node/node.h" ] && export npm_config_nodedir="$headers"
npm install --no-audit --no-fund --ignore-scripts
# The libraries of the system, instead of sources of theirs from elsewhere.
export CKJS_LINKING=dynamic CFLAGS=-O0 CXXFLAGS=-O0
# Its make starts all 130 compilers at once.
sed -i 's/"make", "-j"/"make", "-j2"/' node_modules/@confluentinc/kafka-javascript/deps/librdkafka.gyp
npm rebuild --build-from-source @confluentinc/kafka-javascript
cd node_modules/@confluentinc/kafka-javascript
rm -rf deps build/Release/obj.target build/deps/*.a
