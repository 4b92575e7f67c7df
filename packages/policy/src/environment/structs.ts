/** The declared types of the facts that conditions read. docs/facts.md is generated from these declarations. */
import {
  BOOL,
  DOUBLE,
  DURATION,
  type Field,
  INT,
  listOf,
  STRING,
  struct,
  type StructType,
  TIMESTAMP,
  type Type,
} from "@evenhand/cel";
import { MAX_BODY_LENGTH, MAX_LINE_LENGTH, MAX_MEDIA } from "@evenhand/contract";

/** Most links, mentions, hashtags of one text that conditions see. */
export const MAX_LINKS = 64;

/** Longest link that conditions see, in UTF-16 code units; a longer one is cut. */
export const MAX_LINK_LENGTH = 2_048;

/** The contract counts lines in characters; a character is at most two UTF-16 code units. */
const LINE = 2 * MAX_LINE_LENGTH;
const PARAGRAPH = 2 * 5_000;

/** Characters of `text.start`: as many as patterns and loops over text can afford. */
export const START_LENGTH = 2_000;

function always(type: Type, doc: string, maxSize?: number, maxElementSize?: number): Field {
  const sizes = {
    ...(maxSize === undefined ? {} : { maxSize }),
    ...(maxElementSize === undefined ? {} : { maxElementSize }),
  };
  return { type, doc, absent: "never", ...sizes };
}
function orEmpty(type: Type, doc: string, maxSize?: number): Field {
  return { type, doc, absent: "default", ...(maxSize === undefined ? {} : { maxSize }) };
}
function orError(type: Type, doc: string): Field {
  return { type, doc, absent: "error" };
}

export const EVENT: StructType = struct("event", {
  id: always(STRING, "The platform's id of the event."),
  source: always(STRING, "Where the event comes from.", 1_024),
  type: always(STRING, "Its type, such as post.created."),
  subject: orEmpty(STRING, "CloudEvents subject.", 1_024),
  time: always(TIMESTAMP, "When it happened."),
});

export const ACTOR: StructType = struct("actor", {
  id: always(STRING, "The account's id."),
  handle: always(STRING, "The name in its address."),
  displayName: orEmpty(STRING, "The name that people see.", LINE),
  bio: orEmpty(STRING, "The profile's text.", PARAGRAPH),
  kind: always(STRING, "person, organisation or bot."),
  createdAt: always(TIMESTAMP, "When the account was opened."),
  age: always(DURATION, "Time from opening the account to the event."),
  verified: orEmpty(BOOL, "Whether its right to its name is verified."),
  locale: orEmpty(STRING, "Language tag of the account."),
  country: orEmpty(STRING, "Country, where the platform tells it."),
  ageBand: orEmpty(STRING, "child, teen or adult; empty where unknown."),
  followers: orError(INT, "Accounts that follow it."),
  following: orError(INT, "Accounts that it follows."),
  posts: orError(INT, "Posts it has written."),
  standing: always(STRING, "Its standing level as of the event."),
  strikes: always(INT, "Its active strikes as of the event."),
});

export const ITEM: StructType = struct("item", {
  id: orEmpty(STRING, "The item's id."),
  kind: orEmpty(STRING, "The platform's word for it: post, listing, story …"),
  surface: orEmpty(STRING, "Where it appears: post, comment, profile, message, live …"),
  parent: orEmpty(STRING, "Id of what it answers."),
  group: orEmpty(STRING, "Id of the group it stands in."),
  createdAt: orError(TIMESTAMP, "When it was written."),
  editedAt: orError(TIMESTAMP, "When it was last edited."),
  reach: orError(INT, "How many people it reached so far."),
});

export const TEXT: StructType = struct("text", {
  title: always(STRING, "Title; display name on account events, group name on group events.", LINE),
  body: always(STRING, "Body; profile text on account events, description on group events.", MAX_BODY_LENGTH),
  all: always(
    STRING,
    "Title and body (on account events: handle, display name and profile text), a line each.",
    MAX_BODY_LENGTH + LINE + 512,
  ),
  start: always(
    STRING,
    `The first ${START_LENGTH} characters of \`all\`: for matches() and other costly questions.`,
    START_LENGTH,
  ),
  lang: always(STRING, "Language tag as the platform gave it, or empty."),
  length: always(INT, "Characters of `all`."),
  words: always(INT, "Words of `all`."),
  urls: always(listOf(STRING), "Links in `all`, normalised.", MAX_LINKS, MAX_LINK_LENGTH),
  hosts: always(listOf(STRING), "Their hosts.", MAX_LINKS, 253),
  domains: always(listOf(STRING), "Their registrable domains.", MAX_LINKS, 253),
  shortened: always(
    listOf(STRING),
    "Those of `urls` that belong to a public shortener, so that where they lead is not known.",
    MAX_LINKS,
    MAX_LINK_LENGTH,
  ),
  hiddenUrls: always(
    listOf(STRING),
    "Those of `urls` that are written so that software does not see a link: hxxp://, example[.]com, invisible characters.",
    MAX_LINKS,
    MAX_LINK_LENGTH,
  ),
  mentions: always(listOf(STRING), "Handles mentioned as @handle, without the @.", MAX_LINKS, 512),
  hashtags: always(listOf(STRING), "Hashtags without the #, in lower case.", MAX_LINKS, 512),
  upperRatio: always(DOUBLE, "Share of cased letters that are upper case, 0 to 1."),
  emoji: always(INT, "Number of emoji."),
  longestRun: always(INT, "Length of the longest run of one character."),
  fingerprint: always(STRING, "Equal for texts that are equal after folding; empty below 20 characters."),
});

export const MEDIUM: StructType = struct("media item", {
  id: always(STRING, "The file's id."),
  type: always(STRING, "image, video, audio or file."),
  mime: orEmpty(STRING, "MIME type."),
  alt: orEmpty(STRING, "Description for people who cannot see it.", PARAGRAPH),
  sha256: orEmpty(STRING, "SHA-256 in hexadecimal."),
  pdq: orEmpty(STRING, "PDQ image hash in hexadecimal."),
  width: orError(INT, "Pixels."),
  height: orError(INT, "Pixels."),
  bytes: orError(INT, "Size."),
});

export const CONTEXT: StructType = struct("context", {
  ipHash: orEmpty(STRING, "Hash of the network address."),
  networkHash: orEmpty(STRING, "Hash of the network."),
  deviceHash: orEmpty(STRING, "Hash of the device."),
  sessionHash: orEmpty(STRING, "Hash of the session."),
});

export const GROUP: StructType = struct("group", {
  id: orEmpty(STRING, "The group's id."),
  name: orEmpty(STRING, "Its name.", LINE),
  description: orEmpty(STRING, "Its description.", PARAGRAPH),
  kind: orEmpty(STRING, "The platform's word for it."),
  members: orError(INT, "Its members."),
});

export const REACTION: StructType = struct("reaction", {
  kind: always(STRING, "like, angry …"),
  target: always(STRING, "Id of the item."),
});

export const FOLLOW: StructType = struct("follow", { target: always(STRING, "Id of the account that is followed.") });

export const REACH: StructType = struct("reach", {
  views: always(INT, "How many people the item reached."),
  previous: orError(INT, "The number at the previous update."),
});

export const SESSION: StructType = struct("session", {
  startedAt: orError(TIMESTAMP, "When the session began."),
  minutesToday: orError(INT, "The account's minutes on the platform today."),
});

export const PUSH: StructType = struct("push", {
  title: orEmpty(STRING, "Title of the notification.", LINE),
  body: orEmpty(STRING, "Its text.", PARAGRAPH),
  audience: orError(INT, "To how many accounts it would go."),
});

export const PREVIOUS: StructType = struct("previous", {
  displayName: orEmpty(STRING, "The display name before the change.", LINE),
  handle: orEmpty(STRING, "The handle before the change."),
  bio: orEmpty(STRING, "The profile text before the change.", PARAGRAPH),
});

export const MEDIA_SIZE: number = MAX_MEDIA;
