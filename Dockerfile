# The region controller for a PostgreSQL of its own (DATABASE_URL): the embedded one is left out of the image.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    MAAS_DATA_DIR=/var/lib/maas-region
# The programs that power types drive BMCs with; `maas-region doctor` lists them.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        amtterm fence-agents freeipmi-tools ipmitool libsoap-lite-perl libvirt-clients openssh-client telnet \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
# Peer and optional packages are Prisma's command line, its compiler and PostgreSQL's programs: 300 MB of no use here.
RUN npm ci --omit=dev --omit=peer --omit=optional --no-audit --no-fund && npm cache clean --force
# But for this one: the native part of argon2 is optional only because each platform has its own.
COPY --from=build /app/node_modules/@node-rs ./node_modules/@node-rs
COPY --from=build /app/dist ./dist
COPY bin ./bin
COPY prisma/migrations ./prisma/migrations
RUN install -d -o node -g node "$MAAS_DATA_DIR"
USER node
VOLUME /var/lib/maas-region
EXPOSE 5240
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "-e", "require(process.env.TLS_CERT ? 'https' : 'http').get({ host: '127.0.0.1', port: process.env.PORT || 5240, path: '/MAAS/livez', rejectUnauthorized: false }, (r) => process.exit(r.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
ENTRYPOINT ["/app/bin/maas-region"]
CMD ["serve"]
