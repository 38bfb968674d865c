// PostgreSQL and Redis for the time of one process, on free ports, in a folder that goes away again.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Starts both; `stop` ends them and removes their files. */
export async function startDatabases() {
  const dir = mkdtempSync(join(tmpdir(), "teilbar-atproto-"));
  const servers = [];
  const stop = async () => {
    await Promise.all(servers.map(end));
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const postgresPort = await startPostgres(dir, servers);
    const redisPort = await startRedis(dir, servers);
    return {
      postgresUrl: `postgres://teilbar@127.0.0.1:${postgresPort}/postgres`,
      redisHost: `127.0.0.1:${redisPort}`,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startPostgres(dir, servers) {
  const bin = postgresPrograms();
  const owned = join(dir, "postgres");
  const data = join(owned, "data");
  mkdirSync(owned);
  const user = unprivilegedUser();
  if (user) {
    // `mkdtemp` lets nobody else in.
    chownSync(dir, user.uid, user.gid);
    chownSync(owned, user.uid, user.gid);
  }
  const init = ["--auth=trust", "--username=teilbar", "--encoding=UTF8", "--locale=C", "--no-sync"];
  execFileSync(join(bin, "initdb"), [...init, "--pgdata", data], { ...user, cwd: owned, stdio: "ignore" });
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", `unix_socket_directories=${owned}`, "fsync=off"];
  const args = ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  servers.push(server(join(bin, "postgres"), args, owned, user));
  await accepts(port, "PostgreSQL");
  // It takes connections a moment before it answers them.
  const ready = () => execFileSync(join(bin, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]);
  await until(ready, "PostgreSQL");
  return port;
}

async function startRedis(dir, servers) {
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", dir];
  servers.push(server("redis-server", args, dir));
  await accepts(port, "Redis");
  return port;
}

/** A process that ends when we do, even when we are killed. */
function server(program, args, cwd, user) {
  const as = user ? ["--reuid", `${user.uid}`, "--regid", `${user.gid}`, "--clear-groups"] : [];
  return spawn("setpriv", ["--pdeathsig", "INT", ...as, program, ...args], { cwd, stdio: "ignore" });
}

/** Debian keeps each version in a folder of its own; the newest is taken. */
function postgresPrograms() {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base).map(Number).filter(Number.isInteger) : [];
  const dirs = versions.sort((a, b) => b - a).map((version) => join(base, String(version), "bin"));
  const found = [...dirs, ...process.env.PATH.split(":")].find((dir) => existsSync(join(dir, "initdb")));
  if (!found) throw new Error("found no `initdb`: install PostgreSQL's server programs");
  return found;
}

/** PostgreSQL refuses to run as root; Debian's package makes a user for it. */
function unprivilegedUser() {
  if (process.getuid() !== 0) return undefined;
  const id = (kind) => Number(execFileSync("id", [kind, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function end(process) {
  if (process.exitCode !== null || process.signalCode !== null) return;
  process.kill("SIGINT");
  await once(process, "exit");
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function accepts(port, name) {
  const attempt = () =>
    new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1").once("error", reject);
      socket.once("connect", () => resolve(socket.destroy()));
    });
  return until(attempt, name);
}

async function until(attempt, name) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${name} did not answer within 30 s`, { cause: error });
      await delay(100);
    }
  }
}
