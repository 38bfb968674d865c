// The servers behind network.mjs, which says how to talk to them.
import { createInterface } from "node:readline";

import { startDatabases } from "./databases.mjs";

const PASSWORD = "a long enough password";

// Lines for the caller go to standard output; whatever the servers print must not mix with them.
const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
console.log = console.info = console.debug = console.error;

const databases = await startDatabases();
let network;
let ending;
const end = () => {
  ending ??= (async () => {
    // A server that is half closed must not keep the databases alive.
    await network?.close().catch((error) => console.error(error));
    await databases.stop();
  })();
  return ending;
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => end().finally(() => process.exit(1)));
}
for (const failure of ["uncaughtException", "unhandledRejection"]) {
  process.once(failure, fail);
}

serve().then(end).then(() => process.exit(0), fail);

async function fail(error) {
  console.error(error);
  await end();
  process.exit(1);
}

async function serve() {
  process.env.DB_POSTGRES_URL = databases.postgresUrl;
  process.env.REDIS_HOST = databases.redisHost;
  const { TestNetwork, EXAMPLE_LABELER } = await import("@atproto/dev-env");
  network = await TestNetwork.create({ dbPostgresSchema: "bsky", plc: {}, pds: {}, bsky: {} });
  const world = new World(network.getSeedClient(), EXAMPLE_LABELER);
  await world.found();
  answer({
    api: local(network.bsky.url),
    pds: local(network.pds.url),
    alice: world.alice.handle,
    did: world.alice.did,
    password: PASSWORD,
    followers: world.followers,
    posts: world.posts,
    list: world.list,
    carol: world.carol.handle,
    dora: world.dora.handle,
    eve: world.eve.handle,
    eves: world.eves,
    doras: world.doras,
    feed: world.feed,
  });
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const reply = await world.obey(line).catch((error) => ({ error: String(error) }));
    answer(reply);
    if (reply.bye) return;
  }
}

/** Alice, her followers, her posts, a list of two others, and a feed made of a third one's posts. */
class World {
  followers = 0;
  posts = 0;
  /** Records by address, to refer to. */
  records = {};

  constructor(seed, labeler) {
    Object.assign(this, { seed, labeler });
  }

  async found() {
    this.alice = await this.account("alice");
    await this.describe(this.alice, { displayName: "Alice", description: "Posts for tests" });
    await this.others();
    await this.generator();
    await this.follow();
    await this.post("Hello from a server of our own");
  }

  async others() {
    const { seed, alice } = this;
    this.carol = await this.account("carol");
    this.dora = await this.account("dora");
    const labels = { $type: "com.atproto.label.defs#selfLabels", values: [{ val: "!no-unauthenticated" }] };
    await this.describe(this.dora, { displayName: "Dora", labels });
    const list = await seed.createList(alice.did, "Others", "curate");
    this.list = list.uriStr;
    for (const { did } of [this.carol, this.dora]) await seed.addToList(alice.did, did, list);
    await seed.post(this.carol.did, "Carol is on the list");
    this.doras = await this.write(this.dora, "Dora writes for members only");
  }

  /** A feed generator that Alice has announced, and that chooses what it is told to. */
  async generator() {
    const { seed, alice } = this;
    this.eve = await this.account("eve");
    await this.describe(this.eve, { displayName: "Eve Berg" });
    this.eves = [];
    for (const text of ["Eve rides a bike", "Eve drives a car", "Eve rides another bike"]) {
      this.eves.push(await this.write(this.eve, text));
    }
    const feeds = {};
    this.server = await network.createFeedGen(feeds);
    const { uriStr } = await seed.createFeedGen(alice.did, this.server.did, "Bikes");
    this.choose([this.eves[0], this.eves[2], this.doras]);
    feeds[uriStr] = () => ({ encoding: "application/json", body: { feed: this.chosen.map((post) => ({ post })) } });
    this.feed = uriStr;
  }

  choose(uris) {
    this.chosen = uris;
    return { chosen: uris.length };
  }

  async write({ did }, text, quoted) {
    const { ref } = await this.seed.post(did, text, undefined, undefined, quoted);
    this.records[ref.uriStr] = ref;
    return ref.uriStr;
  }

  async obey(line) {
    const { cmd, text, uri, uris, label } = JSON.parse(line);
    switch (cmd) {
      case "follow":
        return this.follow();
      case "post":
        return this.post(text);
      case "quote":
        return this.post(text, this.records[uri]);
      case "repost":
        return this.repost(this.records[uri]);
      case "label":
        return this.label(uri, label);
      case "delete":
        return this.delete(uri);
      case "choose":
        return this.choose(uris);
      case "offline":
        await this.server.close();
        return { offline: true };
      case "quit":
        return { bye: true };
      default:
        return { error: `unknown command ${cmd}` };
    }
  }

  async follow() {
    const follower = await this.account(`follower${this.followers + 1}`);
    await this.seed.follow(follower.did, this.alice.did);
    await network.processAll();
    this.followers += 1;
    return { followers: this.followers };
  }

  async post(text, quoted) {
    const uri = await this.write(this.alice, text, quoted);
    await network.processAll();
    this.posts += 1;
    return { uri, posts: this.posts };
  }

  async repost(post) {
    const { uriStr } = await this.seed.repost(this.alice.did, post);
    await network.processAll();
    return { uri: uriStr };
  }

  /** As a labeler that the AppView listens to would: the post is not asked. */
  async label(uri, val) {
    const label = { uri, cid: "", val, cts: new Date().toISOString(), neg: false, src: this.labeler };
    await network.bsky.db.db.insertInto("label").values(label).execute();
    return { uri, label: val };
  }

  async delete(uri) {
    const [repo, collection, rkey] = uri.slice("at://".length).split("/");
    const headers = this.seed.getHeaders(repo);
    await this.seed.agent.com.atproto.repo.deleteRecord({ repo, collection, rkey }, { headers, encoding: "application/json" });
    await network.processAll();
    if (collection == "app.bsky.feed.post") this.posts -= 1;
    return { posts: this.posts };
  }

  // The seed client's own way wants a portrait that its package has not got.
  describe({ did }, profile) {
    const collection = "app.bsky.actor.profile";
    const record = { $type: collection, ...profile };
    const headers = this.seed.getHeaders(did);
    return this.seed.agent.com.atproto.repo.putRecord(
      { repo: did, collection, rkey: "self", record },
      { headers, encoding: "application/json" },
    );
  }

  account(name) {
    const account = { handle: `${name}.test`, email: `${name}@example.org`, password: PASSWORD };
    return this.seed.createAccount(name, account);
  }
}

/** The servers name themselves `localhost`, which may be another address than they listen on. */
function local(url) {
  return url.replace("//localhost:", "//127.0.0.1:");
}
