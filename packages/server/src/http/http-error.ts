import { EvenhandError, type Problem } from "@evenhand/contract";

/** An error whose answer carries headers, or members of its own beside those of every problem. */
export class HttpError extends EvenhandError {
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: EvenhandError["code"],
    message: string,
    headers: Readonly<Record<string, string>>,
    members: Readonly<Record<string, unknown>> = {},
    problems: readonly Problem[] = [],
  ) {
    super(code, message, problems);
    this.headers = headers;
    this.members = members;
  }
}
