import type { Definition } from "./definition.js";
import { isAnswer, type Reply } from "./reply.js";

/** What classifiers said of the texts of some events, before these are decided. */
export class KnownAnswers {
  readonly #replies = new Map<string, Map<string, Reply>>();

  get({ id }: Pick<Definition, "id">, text: string): Reply | undefined {
    return this.#replies.get(id)?.get(text);
  }

  /** An answer stands, whatever else comes of the same question. */
  set({ id }: Pick<Definition, "id">, text: string, reply: Reply): void {
    let replies = this.#replies.get(id);
    if (replies === undefined) this.#replies.set(id, (replies = new Map<string, Reply>()));
    const known = replies.get(text);
    if (known === undefined || !isAnswer(known)) replies.set(text, reply);
  }

  /** Takes over what others know. */
  add(others: KnownAnswers): void {
    for (const [id, replies] of others.#replies) {
      for (const [text, reply] of replies) this.set({ id }, text, reply);
    }
  }
}
