import { describe, expect, it } from "vitest";
import { ENGINES, type Found } from "../engines/index.js";
import { PACK_NAMES } from "../generate/condition.js";
import { makeScenario, parseEvents } from "./scenario.js";
import { verify } from "./verify.js";

const EVENTS = 200;

describe.each(PACK_NAMES)("%s pack", (pack) => {
  it.each([10, 100])("of %i detectors: every form of every engine finds the same", async (size) => {
    const scenario = makeScenario(pack, size, EVENTS);
    let expected: readonly Found[] = [];
    for (const { name, role, forms } of ENGINES) {
      for (const create of forms) {
        const competitor = create(scenario.detectors);
        if (role === "ceiling") expected = await competitor.run(parseEvents(scenario.lines));
        const { events } = await verify(name, competitor, scenario, expected, Number.POSITIVE_INFINITY);
        expect(events).toBe(EVENTS);
      }
    }
    expect(expected.flat().length).toBeGreaterThan(0);
  });
});

describe("verify", () => {
  it("refuses an engine that misses a detector, and one that finds too much", async () => {
    const scenario = makeScenario("mixed", 10, EVENTS);
    const [closures] = ENGINES;
    const honest = closures?.forms[0]?.(scenario.detectors);
    if (honest === undefined) throw new TypeError("There are no closures");
    const expected = await honest.run(parseEvents(scenario.lines));
    const missing = { run: () => expected.slice(0, 1).map(() => []), reset: () => undefined };
    const first = expected.findIndex((found) => found.length > 0);
    const one = { ...scenario, lines: [scenario.lines[first] as string] };
    const only = [expected[first] as Found];
    await expect(verify("blind", missing, one, only, 1)).rejects.toThrow(/blind and the closures disagree on event 0/);
    const eager = { run: () => [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]], reset: () => undefined };
    await expect(verify("eager", eager, one, only, 1)).rejects.toThrow(/eager and the closures disagree/);
  });
});
