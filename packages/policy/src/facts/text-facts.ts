import {
  extractHashtags,
  extractLinks,
  extractMentions,
  foldText,
  type Link,
  type TextShape,
  textShape,
} from "@evenhand/matching";
import type { Event } from "@evenhand/contract";
import { MAX_LINK_LENGTH, MAX_LINKS, START_LENGTH } from "../environment/structs.js";
import { fingerprint } from "../text/fingerprint.js";

/** Texts shorter than this are too often equal by chance ("thanks!") to say anything. */
const MIN_FINGERPRINT_LENGTH = 20;

/** The words of an event and what is derived from them, each worked out once, when first read. */
export class TextFacts {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  private joined: string | undefined;
  private linkList: readonly Link[] | undefined;
  private measures: TextShape | undefined;
  private urlList: readonly string[] | undefined;
  private hostList: readonly string[] | undefined;
  private domainList: readonly string[] | undefined;
  private mentionList: readonly string[] | undefined;
  private hashtagList: readonly string[] | undefined;
  private folded: string | undefined;

  constructor(event: Event) {
    const { type, data } = event;
    const text = data.item?.text;
    // Posts, comments and messages are the bulk of all events.
    if (text !== undefined && !hasOtherWords(type)) {
      this.title = text.title ?? "";
      this.body = text.body;
      this.lang = text.lang ?? "";
      return;
    }
    const words = otherWords(event);
    this.title = words.title;
    this.body = words.body;
    this.lang = words.lang;
    this.joined = words.all;
  }

  get all(): string {
    if (this.joined === undefined) {
      const { title, body } = this;
      this.joined = title === "" ? body : body === "" ? title : `${title}\n${body}`;
    }
    return this.joined;
  }
  /** Never half a surrogate pair. */
  get start(): string {
    if (this.all.length <= START_LENGTH) return this.all;
    const last = this.all.charCodeAt(START_LENGTH - 1);
    return this.all.slice(0, last >= 0xd800 && last <= 0xdbff ? START_LENGTH - 1 : START_LENGTH);
  }
  get length(): number {
    return this.measured.characters;
  }
  get words(): number {
    return this.measured.words;
  }
  get upperRatio(): number {
    return this.measured.upperRatio;
  }
  get emoji(): number {
    return this.measured.emoji;
  }
  get longestRun(): number {
    return this.measured.longestRun;
  }
  get urls(): readonly string[] {
    this.urlList ??= unique(this.found.map((link) => link.url.slice(0, MAX_LINK_LENGTH)));
    return this.urlList;
  }
  get hosts(): readonly string[] {
    this.hostList ??= unique(this.found.map((link) => link.host));
    return this.hostList;
  }
  get domains(): readonly string[] {
    this.domainList ??= unique(this.found.map((link) => link.domain));
    return this.domainList;
  }
  get shortened(): readonly string[] {
    return unique(this.found.flatMap((link) => (link.shortener ? [link.url.slice(0, MAX_LINK_LENGTH)] : [])));
  }
  get hiddenUrls(): readonly string[] {
    return unique(this.found.flatMap((link) => (link.hidden ? [link.url.slice(0, MAX_LINK_LENGTH)] : [])));
  }
  get mentions(): readonly string[] {
    this.mentionList ??= unique(extractMentions(this.all).map((tag) => tag.name));
    return this.mentionList;
  }
  get hashtags(): readonly string[] {
    this.hashtagList ??= unique(extractHashtags(this.all).map((tag) => tag.name.toLowerCase()));
    return this.hashtagList;
  }
  get fingerprint(): string {
    this.folded ??= this.all.length < MIN_FINGERPRINT_LENGTH ? "" : fingerprint(foldText(this.all).folded);
    return this.folded;
  }

  private get measured(): TextShape {
    this.measures ??= textShape(this.all);
    return this.measures;
  }
  private get found(): readonly Link[] {
    this.linkList ??= extractLinks(this.all, MAX_LINKS);
    return this.linkList;
  }
}

function unique(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)].slice(0, MAX_LINKS);
}

interface Words {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly all?: string;
}

/** Whether an event is about the words of something other than its item. */
function hasOtherWords(type: string): boolean {
  return type.startsWith("account.") || type.startsWith("group.") || type === "push.requested";
}

/** The words of the profile, the group or the notification that an event is about. */
function otherWords({ type, data }: Event): Words {
  const { actor, group, push } = data;
  if (type.startsWith("account.") && actor !== undefined) {
    const title = actor.displayName ?? "";
    const body = actor.bio ?? "";
    const all = [actor.handle, title, body].filter((line) => line !== "").join("\n");
    return { title, body, lang: actor.locale ?? "", all };
  }
  if (type.startsWith("group.") && group !== undefined) {
    return { title: group.name ?? "", body: group.description ?? "", lang: actor?.locale ?? "" };
  }
  return { title: push?.title ?? "", body: push?.body ?? "", lang: "" };
}
