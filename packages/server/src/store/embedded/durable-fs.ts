import { fdatasyncSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** What of Emscripten's NODEFS we reach into: an open file is a stream with the real descriptor in `nfd`. */
interface NodeStream {
  readonly nfd: number;
  readonly node: { readonly name: string; readonly parent: { readonly name: string } };
}
interface NodeFsType {
  stream_ops: {
    fsync?: (stream: NodeStream) => number;
    write: (stream: NodeStream, ...rest: unknown[]) => number;
  };
  tryFSOperation<T>(operation: () => T): T;
}
type EmscriptenOptions = Parameters<NodeFS["init"]>[1];

/**
 * The host's file system for PGlite, with an fsync that reaches the disk.
 *
 * PGlite's own NodeFS has no `fsync`, so that Emscripten answers 0 without doing anything and an acknowledged commit may
 * be lost with the power. `fdatasync` is enough: it writes the size of a file that grew.
 */
export class DurableNodeFs extends NodeFS {
  /** How often the disk was asked to sync. */
  syncs = 0;
  /** How many files of the write-ahead log, 16 MiB each, were begun since this was last set to 0. */
  walSegments = 0;
  #lastSegment = "";

  override async init(pg: PGlite, options: EmscriptenOptions): ReturnType<NodeFS["init"]> {
    const { emscriptenOpts } = await super.init(pg, options);
    const makeDurable = (module: { FS: { filesystems: Record<string, unknown> } }): void => {
      const type = module.FS.filesystems["NODEFS"] as NodeFsType;
      const write = type.stream_ops.write;
      type.stream_ops.fsync = (stream) =>
        // Turns Node's error into an errno, so that PostgreSQL learns of a failed sync and panics as it should.
        type.tryFSOperation(() => {
          this.syncs += 1;
          fdatasyncSync(stream.nfd);
          return 0;
        });
      type.stream_ops.write = (stream, ...rest) => {
        if (stream.node.parent.name === "pg_wal" && stream.node.name !== this.#lastSegment) {
          this.#lastSegment = stream.node.name;
          this.walSegments += 1;
        }
        return write(stream, ...rest);
      };
    };
    const preRun = [...(emscriptenOpts.preRun as unknown[]), makeDurable];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } as EmscriptenOptions };
  }
}
