/**
 * Carries out in Discourse what Evenhand has decided. Every act brings the state that is then in force, so each function
 * compares that with what Discourse has, and changes the difference: a message that comes twice does nothing twice, and
 * the end of one measure does not end another.
 */

/** For a measure without an end: Discourse wants a date. */
const FOR_EVER = "3000-01-01T00:00:00.000Z";
/** Discourse's longest reason. */
const MAX_REASON = 300;

const HIDING = new Set(["hold", "remove"]);
const LOCKING = new Set(["lock"]);
const SUSPENDING = new Set(["suspend", "terminate"]);
const SILENCING = new Set(["restrict_feature"]);

/** @param context `{ discourse, evenhand, onUnsupported }` */
export async function carryOut({ data }, context) {
  const { target, kind } = data;
  if (target.kind === "account") {
    if (SUSPENDING.has(kind)) return suspension(data, context);
    if (SILENCING.has(kind)) return silence(data, context);
  } else if (/^\d+$/.test(target.id)) {
    if (HIDING.has(kind)) return visibility(data, context);
    if (LOCKING.has(kind)) return lock(data, context);
  }
  // A warning is carried out by the statement that tells it; the rest has no counterpart in Discourse.
  if (kind !== "warn") context.onUnsupported(data);
}

/** Posts are deleted softly: staff can see them, and they come back whole. */
async function visibility({ target, effective }, { discourse }) {
  const post = await discourse.findPost(target.id);
  if (post === undefined) return;
  const hide = effective.active.some(({ kind }) => HIDING.has(kind));
  if (hide && !post.deleted_at) await discourse.deletePost(target.id);
  // What the author or a moderator has deleted is theirs to bring back.
  if (!hide && post.deleted_at && post.deleted_by?.username === discourse.username)
    await discourse.recoverPost(target.id);
}

async function lock({ target, effective }, { discourse }) {
  const post = await discourse.findPost(target.id);
  const locked = effective.active.some(({ kind }) => LOCKING.has(kind));
  if (post !== undefined && Boolean(post.locked) !== locked) await discourse.lockPost(target.id, locked);
}

async function suspension(data, { discourse, evenhand }) {
  const user = await discourse.findUser(data.target.id);
  if (user === undefined) return;
  const until = latestEnd(data, SUSPENDING);
  if (until !== undefined && !sameTime(user.suspended_till, until))
    await discourse.suspend(user.id, until, await reasonOf(data, evenhand));
  if (until === undefined && user.suspended_till && user.suspended_by?.username === discourse.username)
    await discourse.unsuspend(user.id);
}

/** Discourse knows no single features: an account that may not use one may read, and not write. */
async function silence(data, { discourse, evenhand }) {
  const user = await discourse.findUser(data.target.id);
  if (user === undefined) return;
  const until = latestEnd(data, SILENCING);
  if (until !== undefined && !sameTime(user.silenced_till, until))
    await discourse.silence(user.id, until, await reasonOf(data, evenhand));
  if (until === undefined && user.silenced_till && user.silenced_by?.username === discourse.username)
    await discourse.unsilence(user.id);
}

/** When the last of the active measures ends, or undefined where none is active. */
function latestEnd({ effective }, kinds) {
  const ends = effective.active.filter(({ kind }) => kinds.has(kind)).map(({ until }) => until ?? FOR_EVER);
  return ends.sort().at(-1);
}

function sameTime(a, b) {
  return a !== null && a !== undefined && Date.parse(a) === Date.parse(b);
}

async function reasonOf({ statement }, evenhand) {
  const { clause, url } = await evenhand.statements.get(statement);
  const room = Math.max(1, MAX_REASON - url.length - 2);
  const title = clause.title.length > room ? `${clause.title.slice(0, room - 1)}…` : clause.title;
  return `${title}: ${url}`;
}

/** Brings the statement of reasons to the person: nobody is subjected to a measure without being told why. */
export async function tellStatement({ data }, { discourse, evenhand }) {
  if (data.account === null) return;
  const user = await discourse.findUser(data.account);
  if (user === undefined) return;
  const { text, url } = await evenhand.statements.get(data.statement);
  const sections = text.sections.map(({ heading, paragraphs }) => `**${heading}**\n\n${paragraphs.join("\n\n")}`);
  await discourse.sendMessage(user.username, text.title, [...sections, url].join("\n\n"));
}
