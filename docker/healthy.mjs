// Ends with 0 where the service in this container answers: for HEALTHCHECK, in an image without curl.
const { EVENHAND_PORT = "8480" } = process.env;
try {
  const { ok } = await fetch(`http://127.0.0.1:${EVENHAND_PORT}/healthz`, { signal: AbortSignal.timeout(4_000) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
