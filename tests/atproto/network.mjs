// Bluesky's own servers (PDS and AppView) on this machine, with an account `alice` to read from.
//
// Prints one line of JSON when ready:
//   {"api":"http://127.0.0.1:PORT","pds":"http://127.0.0.1:PORT","alice":"alice.test","did":"did:plc:…","password":"…","followers":1,"posts":1,
//    "list":"at://…","carol":"carol.test","dora":"dora.test","eve":"eve.test",
//    "eves":["at://…","at://…","at://…"],"doras":"at://…","feed":"at://…"}
// `list` is alice's, of carol and dora, each with a post; dora wants to be shown to nobody who is not
// signed in. `feed` is alice's too, made by a feed generator, which has chosen the first and last of
// Eve's posts and Dora's.
// Then reads one command a line from standard input and answers each with one line, once the
// AppView knows of it:
//   {"cmd":"follow"}             a new account follows alice  -> {"followers":2}
//   {"cmd":"post","text":"…"}    alice posts                  -> {"uri":"at://…","posts":2}
//   {"cmd":"quote","text":"…","uri":"at://…"}  with one of Eve's posts below it  -> as for a post
//   {"cmd":"repost","uri":"at://…"}  alice shares one of Eve's posts             -> {"uri":"at://…"}
//   {"cmd":"label","uri":"at://…","label":"!hide"}  moderators label a post       -> {"uri":"at://…","label":"!hide"}
//   {"cmd":"delete","uri":"at://…"}  alice takes back whatever has that address  -> {"posts":1}
//   {"cmd":"choose","uris":["at://…"]}  the generator chooses these              -> {"chosen":1}
//   {"cmd":"offline"}            the generator ends           -> {"offline":true}
//   {"cmd":"quit"}               everything ends              -> {"bye":true}
// The end of standard input is `quit` too, so nothing outlives the test that started it.
//
// The servers need a newer Node than ours may be, and one native module is compiled for it: so it
// is a package beside them, and all this file does is to start them with it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const pinned = here(`node_modules/node-${process.platform}-${process.arch}/bin/node`);
const node = existsSync(pinned) ? pinned : process.execPath;
const servers = spawn(node, [here("servers.mjs")], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => servers.kill(signal));
}
servers.on("exit", (code) => process.exit(code ?? 1));
