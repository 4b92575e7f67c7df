import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Io } from "../io.js";
import { Progress } from "./progress.js";

/** A world with a settable clock, whose stderr is a terminal or not. */
function world(isTTY: boolean) {
  let written = "";
  let now = 0;
  const stderr = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        written += String(chunk);
        done();
      },
    }),
    { isTTY, columns: 100 },
  );
  const io = { stdin: process.stdin, stdout: stderr, stderr, env: {}, now: () => now } satisfies Io;
  return { io, written: () => written, pass: (ms: number) => (now += ms) };
}

describe("Progress", () => {
  it("shows nothing in the first second, then how far the bytes are", () => {
    const { io, written, pass } = world(true);
    const progress = new Progress(io, 1_000);
    pass(900);
    progress.update({ bytes: 400, events: 10 });
    expect(written()).toBe("");
    pass(200);
    progress.update({ bytes: 500, events: 1_100 });
    expect(written()).toContain("50%  1,100 events, 1,000/s");
    progress.stop();
    const shown = written();
    progress.clear();
    expect(written().slice(shown.length)).toBe("");
  });

  it("counts where the size is unknown", () => {
    const { io, written, pass } = world(true);
    const progress = new Progress(io, undefined);
    pass(2_000);
    progress.update({ bytes: 3_000_000, events: 4_000 });
    progress.stop();
    expect(written()).toContain("3.0 MB read  4,000 events, 2,000/s");
  });

  it("is silent in a pipe", () => {
    const { io, written, pass } = world(false);
    const progress = new Progress(io, 1_000);
    pass(5_000);
    progress.update({ bytes: 500, events: 1 });
    progress.clear();
    progress.stop();
    expect(written()).toBe("");
  });
});
