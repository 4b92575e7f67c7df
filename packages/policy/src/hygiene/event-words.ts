import type { Event } from "@evenhand/contract";
import { TextFacts } from "../facts/text-facts.js";

/** The words of an event as conditions read them: `text.all` and `text.lang`. */
export function eventWords(event: Event): { readonly text: string; readonly lang: string } {
  const { all, lang } = new TextFacts(event);
  return { text: all, lang };
}
