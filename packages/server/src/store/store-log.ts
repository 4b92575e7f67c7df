/** Where a store says what happened to it; pino's loggers fit. */
export interface StoreLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Says nothing. */
export const SILENT: StoreLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
