/** What the service says to the thread that compiles a bank of terms, and its answer. */
import type { AutomatonTables, TermBank } from "@evenhand/matching";

export type CompileRequest =
  /** Some of the entries; they are sent in parts, because copying a large bank at once would hold up the service. */
  | { readonly kind: "entries"; readonly entries: TermBank["entries"] }
  /** The rest of the bank, once all entries are there. Only this is answered. */
  | { readonly kind: "compile"; readonly bank: Omit<TermBank, "entries"> };

export type CompileAnswer =
  /** In memory that both threads share. */
  | { readonly kind: "compiled"; readonly tables: readonly AutomatonTables[] }
  | { readonly kind: "failed"; readonly reason: string };
