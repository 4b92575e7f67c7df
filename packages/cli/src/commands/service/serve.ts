import { EXIT, type Io } from "../../io.js";
import { endSignal } from "./end-signal.js";
import { startService, type StartedService } from "./start-service.js";

/**
 * `evenhand serve`: starts the service and runs until it is told to end. Everything it needs comes from the environment.
 *
 * @returns 0 after an orderly end
 */
export async function serve(io: Io): Promise<number> {
  const say = (text: string): void => {
    io.stderr.write(`${text}\n`);
  };
  const ended = endSignal();
  const started = await startService(io.env, say);
  announce(started, say);
  const signal = await ended;
  say(`${signal}: answering what was accepted, then ending; once more ends at once …`);
  await started.service[Symbol.asyncDispose]();
  say("Ended.");
  return EXIT.done;
}

function announce({ service, config, url }: StartedService, say: (text: string) => void): void {
  say(`Evenhand listens on ${url}   documentation: ${url}/docs`);
  if (config.publicUrl.endsWith(":0")) {
    say("The port is another at every start: set EVENHAND_PUBLIC_URL, or links in statements lead nowhere.");
  }
  if (service.firstKey !== undefined) {
    say(`First key, which may do everything. It is shown only now; keep it:\n\n  ${service.firstKey.text}\n`);
  }
  if (service.domain.policies.current() === undefined) {
    say("No policy is in force, so no event is decided yet. Publish one: evenhand policy publish DIR");
  }
}
