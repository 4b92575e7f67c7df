import type { ErrorTable } from "../../http/error-registry.js";

export const BANK_SAMPLE_ERRORS = {
  EH_BANK_SAMPLE_OVERTURNED: { status: 409, title: "The decision was overturned" },
  EH_BANK_SAMPLE_TEXT: { status: 422, title: "There is no text to be a sample" },
} as const satisfies ErrorTable;
