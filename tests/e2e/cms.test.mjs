// A real WordPress and a real MediaWiki: what they publish is read as it is, end to end.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Server, freePort, temporary, until } from "./harness.mjs";

const { TEILBAR_WORDPRESS: WORDPRESS, TEILBAR_MEDIAWIKI: MEDIAWIKI, TEILBAR_MARIADB: MARIADB } = process.env;
if (!WORDPRESS || !MEDIAWIKI || !MARIADB) {
  throw new Error("set TEILBAR_WORDPRESS, TEILBAR_MEDIAWIKI and TEILBAR_MARIADB: `cargo xtask test e2e` does, and installs them");
}

/** A program in the background, whose last words are in the error where it does not get ready. */
class Program {
  constructor(program, args, options = {}) {
    this.log = "";
    this.process = spawn(program, args, options);
    this.process.on("error", (error) => (this.log += error.message));
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on("data", (text) => (this.log += text));
  }

  async ready(what, condition) {
    try {
      await until(what, condition, 60_000);
    } catch (error) {
      throw new Error(`${error.message}\n${this.log.slice(-3_000)}`, { cause: error });
    }
  }

  close() {
    this.process.kill("SIGKILL");
  }
}

/** PHP's own web server over a folder; what is no file is answered by `index.php`. */
async function serve(folder, port, path, environment = {}) {
  const env = { ...process.env, ...environment };
  const php = new Program("php", ["-d", "display_errors=stderr", "-S", `127.0.0.1:${port}`, "-t", folder], { env });
  await php.ready(`${folder} by HTTP`, async () => (await fetch(`http://127.0.0.1:${port}${path}`)).ok);
  return php;
}

const php = (file, options = {}) => execFileSync("php", [file], { encoding: "utf8", ...options });

/** What is written on both sites; the script must not come through. */
const TEXT = "<p>Grüße &amp; <em>Salz</em> für 3&nbsp;€</p>";
const HOSTILE = "<script>alert(1)</script><p onclick=\"alert(1)\">Ende</p>";

/** WordPress with its database. */
async function startWordpress(folder) {
  const [data, socket, code] = ["data", "sql.sock", "wordpress"].map((name) => join(folder, name));
  const user = process.getuid() === 0 ? ["--user=root"] : [];
  execFileSync(MARIADB.replace(/mariadbd$/, "mariadb-install-db").replace("/sbin/", "/bin/"), [
    "--no-defaults", `--datadir=${data}`, "--auth-root-authentication-method=normal", "--skip-test-db", ...user,
  ], { stdio: "pipe" });
  const database = new Program(MARIADB, [
    "--no-defaults", `--datadir=${data}`, `--socket=${socket}`, "--skip-networking", `--pid-file=${folder}/sql.pid`, ...user,
  ]);
  await database.ready("MariaDB", () => /ready for connections/.test(database.log));
  const port = await freePort();
  // Debian's links lead to files that are shared by all sites; this one gets its own.
  cpSync(WORDPRESS, code, { recursive: true, dereference: true, filter: (from) => !/\/(languages|twentytwentyone|twentytwentytwo)$/.test(from) });
  writeFileSync(join(code, "wp-config.php"), `<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:${socket}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_SITEURL', 'http://127.0.0.1:${port}'); define('WP_HOME', 'http://127.0.0.1:${port}');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $key) { define($key . '_KEY', $key); define($key . '_SALT', $key); }
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`);
  const install = join(folder, "install.php");
  writeFileSync(install, `<?php
$sql = new mysqli('localhost', 'root', '', '', 0, '${socket}'); $sql->query('CREATE DATABASE wordpress CHARACTER SET utf8mb4');
$_SERVER['HTTP_HOST'] = '127.0.0.1:${port}'; $_SERVER['REQUEST_URI'] = '/'; $_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define('WP_INSTALLING', true);
require '${code}/wp-load.php'; require_once ABSPATH . 'wp-admin/includes/upgrade.php'; require_once ABSPATH . 'wp-admin/includes/misc.php';
function wp_new_blog_notification() {}
wp_install('Nordlicht & Co', 'ada', 'ada@nordlicht.example', true, '', 'geheim');
wp_update_user(['ID' => 1, 'display_name' => 'Ada Lovelace']);
update_option('permalink_structure', '/%postname%/'); update_option('timezone_string', 'Europe/Berlin'); flush_rewrite_rules(false);
kses_remove_filters();
$write = fn($title, $day, $more = []) => wp_insert_post(['post_title' => $title, 'post_content' => '${TEXT}${HOSTILE.replaceAll("'", "\\'")}',
  'post_status' => 'publish', 'post_author' => 1, 'post_date' => "2026-03-$day 11:00:00", 'post_date_gmt' => "2026-03-$day 10:00:00"] + $more, true);
wp_delete_post(1, true);
$write('Hafen “heute” & morgen', '03'); $write('Zweiter', '02', ['tags_input' => ['Energie']]); $write('Geheim', '01', ['post_password' => 'x']);
echo wp_count_posts()->publish;
`);
  assert.equal(php(install).trim().slice(-1), "3", "WordPress is installed and has its posts");
  const web = await serve(code, port, "/feed/");
  return { host: `127.0.0.1:${port}`, close: () => (web.close(), database.close()) };
}

/** MediaWiki with SQLite. */
async function startMediawiki(folder) {
  const port = await freePort();
  const [data, config] = ["sqlite", "LocalSettings.php"].map((name) => join(folder, name));
  mkdirSync(data);
  const run = (script, args, input) =>
    execFileSync("php", [join(MEDIAWIKI, "maintenance", script), ...args], {
      encoding: "utf8", input, stdio: ["pipe", "pipe", "pipe"], env: script === "install.php" ? process.env : { ...process.env, MW_CONFIG_FILE: config },
    });
  run("install.php", [
    "--dbtype=sqlite", `--dbpath=${data}`, "--dbname=wiki", `--confpath=${folder}`, `--server=http://127.0.0.1:${port}`,
    "--scriptpath=", "--lang=de", "--pass=sehr-geheim-123", "Nordlichtwiki", "Ada",
  ]);
  writeFileSync(config, `${readFileSync(config, "utf8")}\n$wgRawHtml = false; $wgJobRunRate = 0; $wgMainCacheType = CACHE_NONE;\n`);
  run("edit.php", ["--user=Ada", "--summary=Neu & <b>hier</b>", "Hafen"], `Grüße ''Salz'' ${HOSTILE}`);
  const web = await serve(MEDIAWIKI, port, "/index.php?title=Hafen", { MW_CONFIG_FILE: config });
  return { host: `127.0.0.1:${port}`, close: () => web.close() };
}

describe("content management systems", () => {
  const folder = temporary();
  const running = [];
  let server;
  before(async () => {
    const wordpress = await startWordpress(folder.path);
    running.push(wordpress);
    const mediawiki = await startMediawiki(folder.path);
    running.push(mediawiki);
    const sources = {
      rss: `feed = "http://${wordpress.host}/feed/"`,
      atom: `feed = "http://${wordpress.host}/feed/atom/"`,
      rest: `wordpress = "http://${wordpress.host}"`,
      wikirss: `feed = "http://${mediawiki.host}/index.php?title=Special:RecentChanges&feed=rss"`,
      wikiatom: `feed = "http://${mediawiki.host}/index.php?title=Special:RecentChanges&feed=atom"`,
    };
    server = await Server.start(
      ({ listen, origin }) => `listen = "${listen}"\npublic_url = "${origin}"\ndatabase = "cms.db"\n[media]\npictures = false
[fetch]\nallow = ["${wordpress.host}", "${mediawiki.host}"]
[[sites]]\nid = "cms"\norigins = ["https://gast.example"]\nhome = "https://gast.example/"\nmerge_within = "never"\n${Object.entries(sources)
        .map(([id, address]) => `[[sites.sources]]\nid = "${id}"\n${address}\n`)
        .join("")}`,
    );
    running.push(server);
  }, { timeout: 240_000 });
  after(async () => {
    for (const one of running.reverse()) await one.close();
    folder.remove();
  });

  const read = async (source) => {
    const page = async () => (await (await fetch(`${server.origin}/api/v1/sites/cms/feed?limit=50&sources=${source}`)).json()).posts;
    await until(`posts of ${source}`, async () => (await page()).length > 0);
    return page();
  };
  const shown = (post) => JSON.stringify(post.body);

  for (const source of ["rss", "atom", "rest"]) {
    test(`WordPress is read by ${source}`, async () => {
      const posts = await read(source);
      // A feed names the protected post without its text; the interface says that it is protected.
      const open = posts.filter(({ title }) => !title.includes("Geheim"));
      assert.deepEqual(open.map(({ title }) => title), ["Hafen “heute” & morgen", "Zweiter"]);
      for (const post of open) {
        assert.equal(post.author, "Ada Lovelace");
        assert.match(post.url, /^http:\/\/127\.0\.0\.1:\d+\/(hafen-heute-morgen|zweiter)\/$/);
        assert.match(shown(post), /"Grüße & ",\["em","Salz"\]," für 3\u00a0€"/);
        assert.match(shown(post), /\["p","Ende"\]/);
      }
      assert.deepEqual(open.map(({ published }) => published.iso.slice(0, 10)), ["2026-03-03", "2026-03-02"]);
      assert.doesNotMatch(JSON.stringify(posts), /alert|onclick/);
      const hidden = posts.filter(({ title }) => title.includes("Geheim"));
      for (const post of hidden) assert.doesNotMatch(shown(post), /Grüße/, "what is protected stays so");
    });
  }

  for (const source of ["wikirss", "wikiatom"]) {
    test(`MediaWiki is read by ${source}`, async () => {
      const posts = await read(source);
      const post = posts.find(({ title }) => title === "Hafen");
      assert.ok(post, JSON.stringify(posts));
      assert.equal(post.author, "Ada");
      assert.match(post.url, /^http:\/\/127\.0\.0\.1:\d+\/index\.php\?title=Hafen/);
      assert.match(shown(post), /Neu & <b>hier<\/b>/, "the summary, as text");
      assert.match(shown(post), /Grüße/);
      assert.doesNotMatch(JSON.stringify(post.body), /"script"|onclick"/);
    });
  }
});
