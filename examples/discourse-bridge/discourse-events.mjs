/** What Discourse tells, as events of Evenhand's. Pure, but for asking who wrote a post. */
import { event } from "@evenhand/client";

/** Discourse's `post_type` of what a person wrote; the others are notes of staff's or of the software's. */
const REGULAR = 1;

/**
 * @param name the header X-Discourse-Event: `post_created` …
 * @param payload the body, parsed
 * @param context
 *   `source`: names the forum in events; `delivery`: the header X-Discourse-Event-Id; `now`: a Date;
 *   `authorOf`: async (userId) => Discourse's user, or undefined where there is none any more;
 *   `isOurs`: (username) => whether that is the bridge's own account
 * @returns the event, or undefined: nothing that Evenhand needs to know
 */
export async function toEvent(name, payload, context) {
  const post = payload.post;
  if (post !== undefined) return isOfAPerson(post, context) ? postEvent(name, post, context) : undefined;
  const user = payload.user;
  return user !== undefined && user.id > 0 ? userEvent(name, user, context) : undefined;
}

function isOfAPerson(post, { isOurs }) {
  return post.post_type === REGULAR && post.user_id > 0 && !isOurs(post.username);
}

async function postEvent(name, post, { source, authorOf }) {
  const isMessage = post.topic_archetype === "private_message";
  const isFirst = post.post_number === 1;
  const kind = isMessage ? "message" : isFirst ? "post" : "comment";
  const happened = {
    post_created: { type: isMessage ? "message.sent" : `${kind}.created`, id: "created", time: post.created_at },
    // An edit within the first minutes leaves `version` as it was; `updated_at` always moves.
    post_edited: isMessage ? undefined : { type: `${kind}.updated`, id: post.updated_at, time: post.updated_at },
    // A removal by staff, or by this bridge, is no act of the author's.
    post_destroyed:
      post.user_deleted && !isMessage ? { type: `${kind}.deleted`, id: "deleted", time: post.updated_at } : undefined,
  }[name];
  if (happened === undefined) return undefined;
  const author = await authorOf(post.user_id);
  if (author === undefined) return undefined;
  return event({
    source,
    type: happened.type,
    id: `post/${post.id}/${happened.id}`,
    time: happened.time,
    subject: `post/${post.id}`,
    data: {
      actor: actorOf({ ...author, username: post.username, name: post.name }),
      item: {
        id: String(post.id),
        kind: isMessage ? "message" : isFirst ? "topic" : "reply",
        surface: kind,
        parent: isFirst ? undefined : `topic/${post.topic_id}`,
        group: post.category_id ? `category/${post.category_id}` : undefined,
        text: { title: isFirst ? post.topic_title?.slice(0, 1_000) : undefined, body: post.raw.slice(0, 50_000) },
        createdAt: post.created_at,
        editedAt: name === "post_edited" ? post.updated_at : undefined,
      },
    },
  });
}

function userEvent(name, user, { source, delivery, now }) {
  const happened = {
    user_created: { type: "account.registered", id: "registered", time: user.created_at },
    // The payload says neither when nor which change: the delivery's number tells one from the next.
    user_updated: { type: "account.updated", id: `updated/${delivery}`, time: now },
    user_destroyed: { type: "account.deleted", id: "deleted", time: now },
  }[name];
  if (happened === undefined) return undefined;
  const { type, time } = happened;
  return event({ source, type, time, id: `user/${user.id}/${happened.id}`, data: { actor: actorOf(user) } });
}

function actorOf(user) {
  return {
    id: String(user.id),
    handle: user.username,
    displayName: user.name || undefined,
    bio: user.bio_raw?.slice(0, 5_000) || undefined,
    kind: "person",
    createdAt: user.created_at,
    locale: user.locale?.replace("_", "-") || undefined,
    posts: user.post_count,
  };
}
