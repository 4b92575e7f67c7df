import { type ArchiveLimits, badArchive, tooBig } from "./archive-limits.js";

/** Folders that a policy consists of; whatever else lies beside them is not read. */
const FOLDERS: ReadonlySet<string> = new Set(["rules", "detectors", "banks", "classifiers", "cases"]);
const YAML = /\.ya?ml$/;

/**
 * A path of an archive without `./` and trailing slashes; empty for the folder itself.
 *
 * @throws EvenhandError EH_POLICY_ARCHIVE for a path that leads elsewhere or cannot be written everywhere;
 *   EH_POLICY_ARCHIVE_TOO_BIG
 */
export function safePath(raw: string, limits: ArchiveLimits): string {
  const shown = JSON.stringify(raw.slice(0, 80));
  if (raw.startsWith("/") || /^[A-Za-z]:/.test(raw)) throw badArchive(`The path ${shown} is absolute.`);
  // NUL ends a path for the system, a backslash parts it on Windows, U+FFFD stands for bytes that are not UTF-8.
  if (/[\p{Cc}\\\ufffd]/u.test(raw) || !isWellFormed(raw)) {
    throw badArchive(`The path ${shown} holds a character that no file of a policy has in its name.`);
  }
  if (Buffer.byteLength(raw) > limits.pathBytes) throw tooBig(`a path has more than ${limits.pathBytes} bytes`);
  const parts = raw.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw badArchive(`The path ${shown} leads out of the folder.`);
  if (parts.length > limits.depth) throw tooBig(`${shown} is nested deeper than ${limits.depth} folders`);
  return parts.join("/");
}

/**
 * The path of a file relative to the policy folder, or undefined where it does not belong to a policy: hidden files, and
 * what lies beside evenhand.yaml and the folders. The same as `evenhand policy check DIR` reads.
 *
 * @param prefix the folder in the archive that is the policy, with a slash; or empty
 */
export function pathInPolicy(path: string, prefix: string): string | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const inside = path.slice(prefix.length);
  const parts = inside.split("/");
  if (parts.some((part) => part.startsWith("."))) return undefined;
  return parts.length === 1
    ? YAML.test(inside)
      ? inside
      : undefined
    : FOLDERS.has(parts[0] ?? "")
      ? inside
      : undefined;
}

/** The one folder that everything lies in, where evenhand.yaml lies in it and not at the top; otherwise empty. */
export function topFolder(paths: readonly string[]): string {
  if (paths.includes("evenhand.yaml")) return "";
  const visible = paths.filter((path) => !path.startsWith("."));
  const tops = new Set(visible.map((path) => path.slice(0, path.indexOf("/") + 1)));
  const [top = ""] = tops;
  return tops.size === 1 && paths.includes(`${top}evenhand.yaml`) ? top : "";
}

/** Whether a text has no half of a surrogate pair alone. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
