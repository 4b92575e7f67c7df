/** Which samples are predicted together. */
import type { PreparedSamples } from "./prepare-samples.js";

/**
 * Cuts samples into folds: groups stay whole, every fold gets its share of each label, and which groups fall together depends on the seed.
 *
 * @param groups by sample: a number that those of a group share
 */
export function assignFolds(
  { samples, labels, hashes }: Pick<PreparedSamples, "samples" | "labels" | "hashes">,
  groups: Int32Array,
  folds: number,
): Uint8Array {
  const members = new Map<number, number[]>();
  for (const [at, group] of groups.entries()) {
    const known = members.get(group);
    if (known === undefined) members.set(group, [at]);
    else known.push(at);
  }
  const ordered = [...members].sort(([a], [b]) => hashes[a]! - hashes[b]! || a - b);
  const held = new Map(labels.map((label) => [label, new Array<number>(folds).fill(0)]));
  const foldOf = new Uint8Array(samples.length);
  for (const [first, all] of ordered) {
    // The fold that has the fewest of the label of the group's first.
    const counts = held.get(samples[first]!.label)!;
    const fold = counts.indexOf(Math.min(...counts));
    for (const at of all) {
      foldOf[at] = fold;
      const own = held.get(samples[at]!.label)!;
      own[fold] = own[fold]! + 1;
    }
  }
  return foldOf;
}
