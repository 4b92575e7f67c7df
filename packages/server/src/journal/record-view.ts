import type { Actor } from "./append.js";
import { append, entry } from "./append.js";
import { inTransaction, type Service } from "../service/service.js";

/** What a member of staff has looked at. */
export interface View {
  readonly subject: { readonly kind: string; readonly id: string };
  /** The account whose data it was; null where it was several. */
  readonly account: string | null;
  /** In words for the journal, without personal data: `journal entries 1 to 20`. */
  readonly what: string;
}

/**
 * Journals that personal data was looked at. Only views by staff are: a platform reads its own data, and operators'
 * keys run automation.
 */
export async function recordView(service: Service, actor: Actor, view: View): Promise<void> {
  if (actor.role !== "staff") return;
  const { subject, account, what } = view;
  await inTransaction(service, (tx) =>
    append(tx, service.clock.now(), [
      entry({ act: "personal_data.viewed", actor, subject, account, data: { account, what } }),
    ]),
  );
}
