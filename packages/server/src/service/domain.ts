import type { BankBook } from "../banks/bank-book.js";
import type { ExternalClassifiers } from "../classifiers/external-classifiers.js";
import type { Decider } from "../decisions/decider.js";
import type { PolicyBook } from "../policies/policy-book.js";
import type { Sealer } from "../quarantine/seal.js";
import type { StatementLinks } from "../statements/statement-link.js";
import type { Service } from "./service.js";

/** What use cases about accounts, items and measures share, beside {@link Service}. */
export interface Domain extends Service {
  readonly policies: PolicyBook;
  readonly decider: Decider;
  readonly banks: BankBook;
  readonly classifiers: ExternalClassifiers;
  readonly sealer: Sealer;
  readonly links: StatementLinks;
}
