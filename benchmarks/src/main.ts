import { runCell, QUICK, FULL } from "./decide/cell.js";
import type { PackName } from "./generate/condition.js";
const [pack, size, quick] = process.argv.slice(2);
const r = await runCell(pack as PackName, Number(size), quick ? QUICK : FULL);
console.log(r.findingsPerEvent.toFixed(2), r.eventsWithFindings, r.detectorsThatHeld);
for (const e of r.engines)
  console.log(e.name, e.form ?? "", Math.round(e.eventsPerSecond), e.compileMs.toFixed(0) + "ms", e.verifiedEvents);
