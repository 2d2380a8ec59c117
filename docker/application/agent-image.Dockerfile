# An application with the agent from its image: no line of code, no package of its own.
#
#   docker build -f docker/application/agent-image.Dockerfile -t my-app .     in the folder of an app with a package.json
#   docker run --read-only --tmpfs /tmp -e OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317 my-app

ARG NODE_IMAGE=docker.io/library/node:24.21.0-trixie-slim
ARG AGENT_IMAGE=otel-agent:0.1.0

FROM ${AGENT_IMAGE} AS agent

FROM ${NODE_IMAGE}
WORKDIR /app
COPY package*.json ./
RUN npm ci --omit=dev
COPY . .
COPY --from=agent /autoinstrumentation /otel-agent

# Every node in the container has the agent; npm and other tools are recognised and left alone.
ENV NODE_OPTIONS="--require /otel-agent/autoinstrumentation.js"
ENV NODE_ENV=production

# A number, so that Kubernetes sees that it is not root. Nothing in here is written to: the root may be read-only.
USER 1000:1000
CMD ["node", "server.js"]
