import type { CompiledPolicy } from "@evenhand/policy";

/**
 * Keeps the compiled policies that were used last. A version that is asked for twice at a time is compiled once; a failure
 * is not kept.
 *
 * @param most policies kept
 * @param compile makes one that is not there
 */
export function createCompiledCache(
  most: number,
  compile: (version: string) => Promise<CompiledPolicy>,
): { get(version: string): Promise<CompiledPolicy>; put(compiled: CompiledPolicy): void } {
  const kept = new Map<string, Promise<CompiledPolicy>>();
  const keep = (version: string, compiled: Promise<CompiledPolicy>): void => {
    kept.delete(version);
    kept.set(version, compiled);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
  };
  return {
    get(version) {
      const known = kept.get(version);
      const compiled = known ?? compile(version);
      keep(version, compiled);
      if (known === undefined) {
        compiled.catch(() => {
          if (kept.get(version) === compiled) kept.delete(version);
        });
      }
      return compiled;
    },
    put: (compiled) => keep(compiled.policy.version, Promise.resolve(compiled)),
  };
}
