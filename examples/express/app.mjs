/** A small community on Express: warns before posting, tells Evenhand after, carries out what Evenhand decides. */
import { event } from "@evenhand/client";
import { receiveWebhooks, sendAfterPosting, warnBeforePosting } from "./evenhand-for-express.mjs";

/** Measures under which nobody but its author sees an item. */
const HIDING = new Set(["hold", "remove"]);

/**
 * @param express the express function
 * @param evenhand from createEvenhand()
 * @param batcher from evenhand.events.batcher()
 * @param store `{ posts, notices, seen }`: in a real platform, tables
 */
export function communityApp(express, { evenhand, batcher, webhookSecret, store, onError = console.error }) {
  const app = express();

  // Before express.json(): the signature is over the bytes as they arrive.
  app.post("/evenhand", receiveWebhooks(webhookSecret, handlersOf(store), { dedupe: dedupeIn(store), onError }));

  app.use(express.json());

  app.post(
    "/posts",
    warnBeforePosting(evenhand, (req) => postCreated(draftOf(req)), { onError }),
    sendAfterPosting(batcher, (req, res) => postCreated(res.locals.post), { onError }),
    (req, res) => {
      const post = { ...draftOf(req), id: `p${store.posts.size + 1}` };
      store.posts.set(post.id, { ...post, hidden: false });
      res.locals.post = post;
      res.status(201).json({ id: post.id });
    },
  );

  app.get("/posts", (req, res) => {
    res.json([...store.posts.values()].filter((post) => !post.hidden));
  });

  return app;
}

/** What the author wants to post. Who they are comes from your session, never from the body. */
function draftOf(req) {
  return { id: "draft", author: req.session.account, body: req.body.body, createdAt: new Date().toISOString() };
}

function postCreated({ id, author, body, createdAt }) {
  return event({
    source: "community",
    // The same post has the same id, however often it is told.
    id: `post/${id}/created`,
    type: "post.created",
    time: createdAt,
    data: { actor: author, item: { id, kind: "post", surface: "post", text: { body }, createdAt } },
  });
}

/** Each act brings the state that is in force once it is done: overlapping measures need no arithmetic here. */
function handlersOf(store) {
  const carryOut = ({ data }) => {
    const post = data.target.kind === "item" ? store.posts.get(data.target.id) : undefined;
    if (post !== undefined) post.hidden = data.effective.active.some(({ kind }) => HIDING.has(kind));
  };
  return {
    "measure.applied": carryOut,
    "measure.expired": carryOut,
    "measure.lifted": carryOut,
    "measure.voided": carryOut,
    // Nobody is subjected to a measure without being told why.
    "statement.issued": ({ data }) => store.notices.push({ account: data.account, url: data.url }),
  };
}

function dedupeIn(store) {
  return { seen: (id) => store.seen.has(id), remember: (id) => void store.seen.add(id) };
}
