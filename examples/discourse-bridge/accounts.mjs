/** Who wrote a post: Discourse's post webhooks don't say since when the account exists. Asked for once, then remembered. */
export function createAccounts(discourse, limit = 10_000) {
  const known = new Map();

  function remember(user) {
    known.delete(user.id);
    known.set(user.id, user);
    // The one that was not needed for longest goes.
    if (known.size > limit) known.delete(known.keys().next().value);
  }

  return {
    remember,
    async authorOf(id) {
      const user = known.get(id) ?? (await discourse.findUser(id));
      if (user !== undefined) remember(user);
      return user;
    },
  };
}
