# The archives of a pinned Kafka and of all that it needs, in a folder of that name.
set -eu
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
mvn --quiet --batch-mode "$plugin:copy-dependencies" -DoutputDirectory=kafka -DincludeScope=runtime
