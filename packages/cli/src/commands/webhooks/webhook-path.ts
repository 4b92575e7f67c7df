/** The address of an endpoint, with what follows it. */
export function webhookPath(id: string, ...parts: readonly string[]): string {
  return `/v1/webhooks/${[id, ...parts].map(encodeURIComponent).join("/")}`;
}
