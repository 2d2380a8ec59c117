# An application with the agent from npm, beside its own packages.
#
#   docker build -f docker/application/npm-install.Dockerfile -t my-app .     in the folder of an app with a package.json
#   docker run --read-only --tmpfs /tmp -e OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317 my-app

ARG NODE_IMAGE=docker.io/library/node:24.21.0-trixie-slim

FROM ${NODE_IMAGE}
# A version, or any other name of a package that npm knows: a tarball, a URL.
ARG AGENT_PACKAGE=otel-agent@0.1.0
WORKDIR /app
COPY package*.json ./
RUN npm ci --omit=dev
COPY . .
# Not in the app's package.json: it is the image that is traced.
RUN npm install --no-save ${AGENT_PACKAGE}

# An absolute path, so that it is found from every folder.
ENV NODE_OPTIONS="--require /app/node_modules/otel-agent"
ENV NODE_ENV=production

# A number, so that Kubernetes sees that it is not root. Nothing in here is written to: the root may be read-only.
USER 1000:1000
CMD ["node", "server.js"]
