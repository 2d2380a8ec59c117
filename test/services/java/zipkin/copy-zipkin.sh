# The executable archive of a pinned Zipkin, without version and classifier in its name.
set -eu
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
mvn --quiet --batch-mode "$plugin:copy" \
  -Dartifact=io.zipkin:zipkin-server:3.5.1:jar:exec \
  -DoutputDirectory=. -Dmdep.stripVersion=true -Dmdep.stripClassifier=true
