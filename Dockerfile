# The bot. The command line is in the image too: docker run --rm IMAGE node bin/countersign.js --help
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The sources are not there yet, so that changing them does not install everything anew; `prepare` would build.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:20-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build --chown=root:root /app ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not by npm, which does not always hand on the signal that asks to stop.
CMD ["node", "dist/bot/main.js"]
