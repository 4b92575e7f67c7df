/** What time is measured by. */

/** `wall`: the time that passes. `cpu`: the processor time of all threads of the process, for machines that do other work too. */
export type ClockName = "wall" | "cpu";

/** Milliseconds since some moment. */
export type Clock = () => number;

export function clockOf(name: ClockName): Clock {
  return name === "wall" ? () => performance.now() : cpuMs;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
