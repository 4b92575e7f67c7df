import { EXIT, type Io } from "../io.js";
import { openSoundPolicy } from "../load-policy.js";
import { print } from "../output/print.js";

/** `evenhand policy version DIR`. */
export async function printVersion(folder: string, options: { json?: true }, io: Io): Promise<number> {
  const { policy } = await openSoundPolicy(folder);
  const { name, version } = policy;
  await print(io, options.json ? JSON.stringify({ name, version }) : version);
  return EXIT.done;
}
