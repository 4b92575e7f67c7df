import type { Event } from "@evenhand/contract";

/** What people wrote in an event: an item's title and body, or an account's or group's names. */
export function textOf(event: Event): string {
  const { item, actor, group, push, previous } = event.data;
  if (item?.text !== undefined) return [item.text.title, item.text.body].filter(Boolean).join("\n");
  if (push !== undefined) return [push.title, push.body].filter(Boolean).join("\n");
  if (group !== undefined) return [group.name, group.description].filter(Boolean).join(" · ");
  if (event.type.startsWith("account.")) {
    const now = [actor?.displayName, actor?.handle, actor?.bio].filter(Boolean).join(" · ");
    return previous?.displayName ? `${previous.displayName} → ${now}` : now;
  }
  return "";
}
