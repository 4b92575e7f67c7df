/** Every code that loading a policy folder can give, with what it means in general. Docs and tests are held against this list. */
export const LOAD_CODES = {
  EH_CEL_SYNTAX: "A condition or another expression is not CEL.",
  EH_POLICY_ALIASES: "Aliases of a YAML file expand to too much, or to themselves.",
  EH_POLICY_BANK: "An entry of a bank is not what banks of its kind hold.",
  EH_POLICY_CASE: "A case cannot be run as it is written.",
  EH_POLICY_CLAUSE_HEADING: "A text of a rule and the clauses of the rule do not go together.",
  EH_POLICY_CLAUSE_UNKNOWN: "No rule has a clause of this id.",
  EH_POLICY_DETECTOR_UNKNOWN: "No detector has this id.",
  EH_POLICY_DSA_KEYWORD:
    "This is no keyword of the tree of Regulation (EU) 2024/2835, or one that several categories have.",
  EH_POLICY_DUPLICATE_ID: "Two things of one kind have the same id.",
  EH_POLICY_DUPLICATE_KEY: "A mapping has the same key twice.",
  EH_POLICY_DURATION: "This is no length of time, or one beyond the limit.",
  EH_POLICY_EVENT_TYPE: "No event type has this name.",
  EH_POLICY_FRONT_MATTER: "A rule's file does not begin with front matter between two lines of three hyphens.",
  EH_POLICY_ID: "An id is not written as ids are.",
  EH_POLICY_LADDER: "A ladder of measures is incomplete or contradicts itself.",
  EH_POLICY_LANGUAGE: "A language is not written as BCP 47 has it, or is none of the policy's languages.",
  EH_POLICY_LEVEL_UNKNOWN: "No standing level has this name.",
  EH_POLICY_MEASURE: "No measure is written like this.",
  EH_POLICY_MISPLACED: "A file lies where nothing reads it.",
  EH_POLICY_MISSING_KEY: "A key that must be there is not.",
  EH_POLICY_QUEUE_UNKNOWN: "No queue has this id.",
  EH_POLICY_SETTINGS_MISSING: "The folder has no evenhand.yaml.",
  EH_POLICY_STANDING: "The standing levels do not form a scale.",
  EH_POLICY_TOO_BIG: "A file, or the nesting in it, is beyond the limit.",
  EH_POLICY_UNKNOWN_KEY: "A key is not one that is read here.",
  EH_POLICY_VALUE: "A value is not of the kind, or not in the range, that its key takes.",
  EH_POLICY_YAML: "A file is not valid YAML.",
  EH_POLICY_YAML_TAG: "A YAML file uses a tag.",
} as const;

export type LoadCode = keyof typeof LOAD_CODES;
