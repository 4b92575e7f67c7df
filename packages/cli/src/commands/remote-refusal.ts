import { EvenhandError, type Problem } from "@evenhand/contract";

/** Problem details (RFC 9457) as the service answers them; anything may be missing where it is another server's. */
interface ProblemDetails {
  readonly code?: unknown;
  readonly title?: unknown;
  readonly detail?: unknown;
  readonly errors?: unknown;
}

/**
 * A refusal as an error for a person: its code, what it says, and every single problem with its place.
 *
 * @param withKey whether a key was sent
 */
export function refusalOf(url: string, response: Response, text: string, withKey: boolean): EvenhandError {
  const details = detailsOf(text);
  const { code } = details;
  if (typeof code !== "string" || !/^EH_[A-Z0-9_]+$/.test(code)) return foreign(url, response);
  const said = [details.detail, details.title].find((part): part is string => typeof part === "string" && part !== "");
  const wait = response.headers.get("retry-after");
  const hints = [
    ...(response.status === 401 && !withKey ? ["No key was sent: set EVENHAND_KEY, or say --key."] : []),
    ...(wait !== null && /^\d+$/.test(wait) ? [`Try again in ${wait} seconds.`] : []),
  ];
  const message = [said ?? `The service refused with ${response.status}.`, ...hints].join(" ");
  return new EvenhandError(code as Problem["code"], message, problemsOf(details.errors, code));
}

function detailsOf(text: string): ProblemDetails {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function foreign(url: string, response: Response): EvenhandError {
  const { status, headers } = response;
  const to = headers.get("location");
  return new EvenhandError(
    "EH_SERVICE_ANSWER",
    status >= 300 && status < 400
      ? `${url} sends on to ${to ?? "another address"}. Say that address with --url, so that the key goes where you mean it to.`
      : `${url} answered ${status}, and not as Evenhand does. Is another server there, or a proxy before it?`,
  );
}

/** Entries of `errors`: `detail` and `pointer` are RFC 9457's, the others ours. */
function problemsOf(errors: unknown, code: string): Problem[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    const fields = entry as Readonly<Record<string, unknown>>;
    const text = (...names: string[]): string | undefined =>
      names.map((name) => fields[name]).find((value) => typeof value === "string");
    const [where, excerpt] = [text("where", "pointer", "parameter"), text("excerpt")];
    const own = text("code");
    return [
      {
        code: (own !== undefined && /^EH_[A-Z0-9_]+$/.test(own) ? own : code) as Problem["code"],
        message: text("detail", "message") ?? "",
        severity: fields["severity"] === "warning" ? "warning" : "error",
        ...(where === undefined ? {} : { where }),
        ...(excerpt === undefined ? {} : { excerpt }),
      } satisfies Problem,
    ];
  });
}
