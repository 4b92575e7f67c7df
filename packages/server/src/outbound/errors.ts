/** Codes of outbound calls that a caller of the API can see. */
export const OUTBOUND_ERRORS = {
  EH_OUTBOUND_URL: { status: 422, title: "Evenhand does not call this address" },
} as const;
