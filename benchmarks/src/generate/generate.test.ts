import { validateEvent } from "@evenhand/contract";
import { describe, expect, it } from "vitest";
import { makeScenario } from "../decide/scenario.js";
import { PACK_NAMES } from "./condition.js";
import { generateEvents } from "./events.js";

describe("the generator", () => {
  it("makes the same events from the same seed, and others from another", () => {
    expect(generateEvents(300, 4)).toEqual(generateEvents(300, 4));
    expect(generateEvents(300, 4)).not.toEqual(generateEvents(300, 5));
  });

  it("makes events that the contract accepts, in the order of their times", () => {
    const events = generateEvents(500, 4);
    for (const event of events) expect(validateEvent(event)).toEqual({ ok: true, event });
    const times = events.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
    expect(new Set(events.map(({ id }) => id)).size).toBe(500);
  });

  it.each(PACK_NAMES)("makes the same %s pack each time, a smaller one being the beginning of a larger one", (pack) => {
    const { detectors } = makeScenario(pack, 60, 1);
    expect(makeScenario(pack, 60, 1).detectors).toEqual(detectors);
    expect(makeScenario(pack, 10, 1).detectors).toEqual(detectors.slice(0, 10));
  });

  it("mixes kinds as the pack says: of ten detectors one reads counters, and one compares facts with each other", () => {
    const { detectors } = makeScenario("mixed", 100, 1);
    const withCounter = detectors.filter((conditions) =>
      conditions.some((condition) => condition.kind === "compare" && typeof condition.field === "object"),
    );
    const comparing = detectors.filter((conditions) =>
      conditions.some(({ kind }) => kind === "linear" || kind === "product" || kind === "endsWith"),
    );
    expect(withCounter.length).toBe(10);
    expect(comparing.length).toBe(10);
  });
});
