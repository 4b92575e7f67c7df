/** What was carried over, by table. */
export interface Summary {
  readonly schema: string;
  readonly rows: Readonly<Record<string, number>>;
}

/** Rows of all tables. */
export function rowsOf({ rows }: Summary): number {
  return Object.values(rows).reduce((sum, n) => sum + n, 0);
}
