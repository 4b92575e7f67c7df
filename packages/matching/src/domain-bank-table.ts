/** A table from hosts and paths to entries, in typed arrays: a million entries take some tens of megabytes. */
import { grown } from "./near-duplicate-bands.js";

/** Labels of a host that are looked at, from the end: DNS allows 127. */
const MAX_LABELS = 128;

const starts = new Uint32Array(MAX_LABELS);
const hashes = new Int32Array(MAX_LABELS);

/**
 * Entries by host, and by path under it. A node stands for a host (with the path "") or a path under a host that also has
 * a node. Nodes are numbered, and used again once nothing is in them.
 */
export class DomainTable<E> {
  /** Node + 1 at the head of each chain, 0 for none. */
  #slots = new Int32Array(16);
  #next = new Int32Array(16);
  #hash = new Int32Array(16);
  #hosts: string[] = [];
  #paths: string[] = [];
  /** One entry, or several in their order. */
  #entries: (E | E[] | undefined)[] = [];
  /** Of a host's node: how many nodes of paths it has, and the most segments one of them ever had. */
  #pathCount = new Int32Array(16);
  #deepest = new Uint16Array(16);
  readonly #free: number[] = [];
  #used = 0;

  /** Memory of the arrays. Strings and entries are the caller's. */
  get bytes(): number {
    const typed = [this.#slots, this.#next, this.#hash, this.#pathCount, this.#deepest];
    return typed.reduce((sum, array) => sum + array.byteLength, 0) + 3 * 8 * this.#hosts.length;
  }

  add(host: string, path: string, entry: E): void {
    const hostHash = hashBack(host);
    const own = this.#node(host, "", hostHash);
    let node = own;
    if (path !== "") {
      node = this.#node(host, path, hashOn(hostHash, path, 0, path.length));
      if (this.#entries[node] === undefined) this.#pathCount[own]! += 1;
      this.#deepest[own] = Math.min(0xffff, Math.max(this.#deepest[own]!, path.split("/").length - 1));
    }
    const known = this.#entries[node];
    if (known === undefined) this.#entries[node] = entry;
    else if (Array.isArray(known)) known.push(entry);
    else this.#entries[node] = [known, entry];
  }

  /** Removes what was added with the same three arguments. */
  remove(host: string, path: string, entry: E): void {
    const hostHash = hashBack(host);
    const own = this.#lookUp(host, 0, "", 0, hostHash);
    const node = path === "" ? own : this.#lookUp(host, 0, path, path.length, hashOn(hostHash, path, 0, path.length));
    if (own < 0 || node < 0) return;
    const known = this.#entries[node];
    const left = Array.isArray(known) ? known.filter((other) => other !== entry) : known === entry ? [] : [known as E];
    this.#entries[node] = left.length > 1 ? left : left[0];
    if (left.length > 0) return;
    if (node !== own) {
      this.#pathCount[own]! -= 1;
      this.#drop(node);
    }
    if (this.#entries[own] === undefined && this.#pathCount[own] === 0) this.#drop(own);
  }

  /** The first entry of the longest host, and under it of the longest path, that a host and a path fall under. */
  find(host: string, path: string): E | undefined {
    const count = readSuffixes(host);
    for (let k = count - 1; k >= 0; k--) {
      const node = this.#lookUp(host, starts[k]!, "", 0, hashes[k]!);
      if (node < 0) continue;
      const entry =
        (this.#pathCount[node] === 0 ? undefined : this.#findPath(node, path)) ?? first(this.#entries[node]);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** Whether there is any entry for a host or what it stands under, whatever its path. */
  knows(host: string): boolean {
    for (let k = readSuffixes(host) - 1; k >= 0; k--) {
      if (this.#lookUp(host, starts[k]!, "", 0, hashes[k]!) >= 0) return true;
    }
    return false;
  }

  #findPath(node: number, path: string): E | undefined {
    const query = path.indexOf("?");
    const length = query < 0 ? path.length : query;
    const host = this.#hosts[node]!;
    let hash = this.#hash[node]!;
    let found: E | undefined;
    for (let depth = 0, at = 0; depth < this.#deepest[node]! && at < length; depth++) {
      const slash = path.indexOf("/", at + 1);
      const end = slash < 0 || slash > length ? length : slash;
      hash = hashOn(hash, path, at, end);
      at = end;
      const below = this.#lookUp(host, 0, path, end, hash);
      if (below >= 0) found = first(this.#entries[below]) ?? found;
    }
    return found;
  }

  /** The node of the part of `host` from `from` on and the first `pathLength` units of `path`, or -1. */
  #lookUp(host: string, from: number, path: string, pathLength: number, hash: number): number {
    let node = this.#slots[spread(hash) & (this.#slots.length - 1)]! - 1;
    for (; node >= 0; node = this.#next[node]! - 1) {
      if (this.#hash[node] !== hash) continue;
      const itsHost = this.#hosts[node]!;
      const itsPath = this.#paths[node]!;
      if (itsHost.length !== host.length - from || itsPath.length !== pathLength) continue;
      if (host.endsWith(itsHost) && path.startsWith(itsPath)) return node;
    }
    return -1;
  }

  #node(host: string, path: string, hash: number): number {
    const known = this.#lookUp(host, 0, path, path.length, hash);
    if (known >= 0) return known;
    const node = this.#free.pop() ?? this.#hosts.length;
    if (node >= this.#next.length) {
      this.#next = grown(this.#next, node + 1);
      this.#hash = grown(this.#hash, node + 1);
      this.#pathCount = grown(this.#pathCount, node + 1);
      this.#deepest = grown(this.#deepest, node + 1);
    }
    this.#used += 1;
    if (this.#used > this.#slots.length) this.#widen();
    this.#hosts[node] = host;
    this.#paths[node] = path;
    this.#entries[node] = undefined;
    this.#hash[node] = hash;
    this.#pathCount[node] = 0;
    this.#deepest[node] = 0;
    this.#link(node);
    return node;
  }

  #link(node: number): void {
    const slot = spread(this.#hash[node]!) & (this.#slots.length - 1);
    this.#next[node] = this.#slots[slot]!;
    this.#slots[slot] = node + 1;
  }

  #widen(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    const free = new Set(this.#free);
    for (let node = 0; node < this.#hosts.length; node++) if (!free.has(node)) this.#link(node);
  }

  #drop(node: number): void {
    const slot = spread(this.#hash[node]!) & (this.#slots.length - 1);
    if (this.#slots[slot] === node + 1) {
      this.#slots[slot] = this.#next[node]!;
    } else {
      let before = this.#slots[slot]! - 1;
      while (this.#next[before] !== node + 1) before = this.#next[before]! - 1;
      this.#next[before] = this.#next[node]!;
    }
    this.#hosts[node] = "";
    this.#paths[node] = "";
    this.#free.push(node);
    this.#used -= 1;
  }
}

function first<E>(entries: E | E[] | undefined): E | undefined {
  return Array.isArray(entries) ? entries[0] : entries;
}

/** Reads where the host and everything that it stands under begin, the shortest first, and their hashes. */
function readSuffixes(host: string): number {
  let count = 0;
  let hash = 0;
  for (let at = host.length - 1; at >= 0 && count < MAX_LABELS; at--) {
    hash = Math.imul(hash ^ host.charCodeAt(at), 0x01000193);
    if (at > 0 && host.charCodeAt(at - 1) !== 0x2e) continue;
    starts[count] = at;
    hashes[count++] = hash;
  }
  return count;
}

function hashBack(host: string): number {
  let hash = 0;
  for (let at = host.length - 1; at >= 0; at--) hash = Math.imul(hash ^ host.charCodeAt(at), 0x01000193);
  return hash;
}

function hashOn(before: number, text: string, from: number, to: number): number {
  let hash = before;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
