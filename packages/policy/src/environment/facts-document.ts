/** docs/facts.md, written from the declarations that conditions are checked against, so that the two cannot part. */
import { type Field, type FunctionDecl, type Type, typeText } from "@evenhand/cel";
import { EVENT_TYPES, eventTypeDecl } from "@evenhand/contract";
import { bankFunctions } from "./bank-functions.js";
import { classifierFunctions } from "./classifier-functions.js";
import { counterFunctions } from "./counter-functions.js";
import { VARIABLES } from "./environment.js";

const INTRODUCTION = `# What conditions can read

This page is written from the declarations in the code (\`UPDATE_GOLDEN=1 npm test\` renews it).

Conditions are [CEL](https://cel.dev). Facts come from the event, the account's standing as of the event, and counters. In the tables, **absent** says what
reading a field does where the event lacks it: *empty* reads as \`""\`, \`[]\`, \`false\` or \`0\`; *error* sends the finding to a person unless \`has(…)\` asked
first. Offsets are UTF-16 code units.
`;

/** The whole document. */
export function factsDocument(): string {
  const variables = Object.entries(VARIABLES).map(([name, variable]) =>
    variableSection(name, variable.type, variable.doc),
  );
  const functions = [...bankFunctions([]), ...classifierFunctions([]), ...counterFunctions([])].map(functionRow);
  const types = EVENT_TYPES.map((type) => {
    const { required, optional, doc } = eventTypeDecl(type);
    return `| \`${type}\` | ${doc} | ${required.join(", ")} | ${optional.join(", ")} |`;
  });
  return [
    INTRODUCTION,
    "## Events\n",
    "| type | what happened | carries | may carry |",
    "|---|---|---|---|",
    ...types,
    "",
    "`event`, `text`, `media`, `group` and `extra` can be read on every event; the other variables only on events that carry them.\n",
    ...variables,
    "## Functions\n",
    "Beside the standard functions and macros of CEL and its string extensions:\n",
    "| function | gives | |",
    "|---|---|---|",
    ...functions,
    "",
    "Banks are taught in [banks.md](banks.md), classifiers in [classifiers.md](classifiers.md). A signal that cannot be had (a classifier that does not answer) is an error: the finding goes to a person, and never counts as “no”.",
    "",
  ].join("\n");
}

function variableSection(name: string, type: Type, doc: string): string {
  const element = type.kind === "list" ? type.element : type;
  if (element.kind !== "struct") return `## ${name}\n\n${doc} Type: \`${typeText(type)}\`.\n`;
  const rows = Object.entries(element.fields).map(([field, decl]) =>
    fieldRow(type.kind === "list" ? field : `${name}.${field}`, decl),
  );
  const list = type.kind === "list" ? " A list; each element has:" : "";
  return [`## ${name}\n`, `${doc}${list}\n`, "| fact | type | absent | |", "|---|---|---|---|", ...rows, ""].join("\n");
}

const ABSENT = { never: "", default: "empty", error: "error" } as const;

function fieldRow(path: string, { type, absent, doc }: Field): string {
  return `| \`${path}\` | ${typeText(type)} | ${ABSENT[absent]} | ${doc} |`;
}

function functionRow({ name, receiver, params, result, doc }: FunctionDecl): string {
  const on = receiver === undefined ? "" : `bank(…).`;
  return `| \`${on}${name}(${params.map(typeText).join(", ")})\` | ${typeText(result)} | ${doc} |`;
}
