/** A PostgreSQL of the test's own, to be restarted without harm to anybody else's. */
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** Where Debian puts the programs; undefined where there are none. */
function programs(): string | undefined {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return undefined;
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, "bin"))
    .find((path) => existsSync(join(path, "initdb")));
}

/** PostgreSQL does not run as root: there the machine's own `postgres` runs it. */
function owner(): Owner {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** Why there can be no server of our own, or undefined. */
export const ownPostgresProblem: string | undefined =
  programs() === undefined ? "no initdb under /usr/lib/postgresql" : undefined;

export class OwnPostgres implements Disposable {
  readonly #bin: string;
  readonly #owner: Owner;
  readonly #directory: string;
  readonly #port: number;

  /** Makes and starts a server on `port`. */
  constructor(port: number) {
    this.#bin = programs() ?? "";
    this.#owner = owner();
    this.#port = port;
    this.#directory = mkdtempSync(join(tmpdir(), "evenhand-pg-"));
    if (this.#owner.uid !== undefined) chownSync(this.#directory, this.#owner.uid, this.#owner.gid ?? 0);
    this.#run("initdb", ["-D", this.#data, "-U", "evenhand", "--auth=trust", "-E", "UTF8", "--no-locale"]);
    this.#control("start");
    this.#run("createdb", ["-h", "127.0.0.1", "-p", String(port), "-U", "evenhand", "evenhand"]);
  }

  get url(): string {
    return `postgresql://evenhand@127.0.0.1:${this.#port}/evenhand`;
  }

  /** Ends it without letting anybody finish, as a crash does, and starts it again. */
  crash(): void {
    this.#control("stop", "-m", "immediate");
    this.#control("start");
  }

  [Symbol.dispose](): void {
    this.#control("stop", "-m", "immediate");
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#directory, "data");
  }

  #control(command: string, ...more: string[]): void {
    const options = `-p ${this.#port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${this.#directory}`;
    this.#run("pg_ctl", ["-D", this.#data, "-w", "-l", join(this.#directory, "log"), "-o", options, ...more, command]);
  }

  #run(program: string, args: readonly string[]): void {
    execFileSync(join(this.#bin, program), args, { ...this.#owner, stdio: "ignore", cwd: this.#directory });
  }
}
