/** Weights as whole numbers of 8 bits, which is what a model file holds. */

/** @returns weights of which each stands for `step` times itself, off by half a step at most */
export function quantise(weights: Float64Array): { weights: Int8Array; step: number } {
  let greatest = 0;
  for (const weight of weights) greatest = Math.max(greatest, Math.abs(weight));
  const step = greatest === 0 ? 1 : greatest / 127;
  return { weights: Int8Array.from(weights, (weight) => Math.round(weight / step)), step };
}
