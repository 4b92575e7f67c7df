# syntax=docker/dockerfile:1
# The service in one image: `docker build -t evenhand .`, then
#   docker run -d --name evenhand -p 127.0.0.1:8480:8480 -v evenhand-data:/data evenhand
#   docker logs evenhand                                   (shows the first key, once)
# keeps its data in the embedded database on the volume. With PostgreSQL: compose.yaml.
ARG NODE_VERSION=24

# Compiles with the development tools.
FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.base.json ./
COPY benchmarks/package.json benchmarks/
COPY packages/cel/package.json packages/cel/
COPY packages/cli/package.json packages/cli/
COPY packages/client/package.json packages/client/
COPY packages/contract/package.json packages/contract/
COPY packages/matching/package.json packages/matching/
COPY packages/policy/package.json packages/policy/
COPY packages/server/package.json packages/server/
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY packages packages
# What tests and the compiler keep for themselves has no place in the image.
RUN node node_modules/typescript/bin/tsc -b packages/cli \
  && find packages -depth \( -path '*/dist/*.test.*' -o -path '*/dist/*.map' -o -name '.tsbuildinfo' -o -path '*/dist/*/testing' -o -path '*/dist/testing' \) \
    -exec rm -r {} +

# Installs only what the command needs when it runs.
FROM node:${NODE_VERSION}-bookworm-slim AS production
WORKDIR /app
COPY package.json package-lock.json ./
COPY --from=build /app/benchmarks/package.json benchmarks/
COPY --from=build /app/packages packages
RUN --mount=type=cache,target=/root/.npm \
  npm ci --omit=dev --workspace=@evenhand/cli --no-audit --no-fund \
  && rm -rf benchmarks packages/client packages/*/src packages/*/tsconfig.json

FROM node:${NODE_VERSION}-bookworm-slim
LABEL org.opencontainers.image.title="Evenhand" \
  org.opencontainers.image.description="Self-hosted content governance for online communities" \
  org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
  EVENHAND_HOST=0.0.0.0 \
  EVENHAND_PORT=8480 \
  EVENHAND_DATA_DIRECTORY=/data
WORKDIR /app
# The program belongs to root: who breaks into the service cannot change it.
COPY --from=production /app /app
COPY --chmod=0555 docker/entrypoint.sh docker/healthy.mjs /usr/local/lib/evenhand/
COPY LICENSE /app/
RUN install -d -o node -g node -m 0700 /data \
  && ln -s /app/packages/cli/bin/evenhand.mjs /usr/local/bin/evenhand
USER node
VOLUME /data
EXPOSE 8480
STOPSIGNAL SIGTERM
# Alive, not ready: a service that waits for its database is not helped by being started again.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/usr/local/lib/evenhand/healthy.mjs"]
ENTRYPOINT ["/usr/local/lib/evenhand/entrypoint.sh"]
CMD ["serve"]
