/** `classifiers/*.yaml`: what gives texts a score, and the model files beside them. */
import { loadLinearModel, MatchingError } from "@evenhand/matching";
import type { Classifier } from "../model.js";
import { EXTERNAL_KINDS, readExternalClassifier } from "./external-classifier.js";
import { Fields } from "./fields.js";
import type { ProblemSink } from "./problem-sink.js";
import type { SourceFile } from "./source-file.js";
import { ID_FORM, isId, quote, readText, readWord } from "./values.js";
import { originOf, readYaml } from "./yaml-file.js";

const KINDS = ["linear", ...EXTERNAL_KINDS] as const;

const FOLDER = "classifiers/";

/**
 * Reads every declaration. A classifier's name is its file's name without the ending.
 *
 * @param clauseIds undefined where not all clauses are known
 */
export function readClassifiers(
  files: readonly SourceFile[],
  clauseIds: ReadonlySet<string> | undefined,
  sink: ProblemSink,
): readonly Classifier[] {
  const models = new Map(files.filter(({ path }) => path.endsWith(".json")).map((file) => [file.path, file]));
  const used = new Set<string>();
  const classifiers = files
    .filter(({ path }) => path.endsWith(".yaml"))
    .flatMap((file) => readClassifier(file, { models, used, clauseIds }, sink) ?? []);
  for (const [path, file] of models) {
    if (used.has(path)) continue;
    const message = "No classifier uses this model. Declare it in a .yaml file beside it, or take it out.";
    sink.warning("EH_POLICY_MISPLACED", file.originAt(0), message);
  }
  return classifiers.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a file declares, by its name. */
export function classifierName({ path }: Pick<SourceFile, "path">): string {
  return path.slice(FOLDER.length).replace(/\.yaml$/, "");
}

interface Around {
  readonly models: ReadonlyMap<string, SourceFile>;
  /** Paths of models that a classifier has named; added to. */
  readonly used: Set<string>;
  readonly clauseIds: ReadonlySet<string> | undefined;
}

function readClassifier(
  file: SourceFile,
  { models, used, clauseIds }: Around,
  sink: ProblemSink,
): Classifier | undefined {
  const origin = file.originAt(0);
  const name = classifierName(file);
  if (!isId(name)) {
    return sink.error(
      "EH_POLICY_ID",
      origin,
      `The classifier's name ${quote(name)} must be ${ID_FORM}. Rename the file.`,
    );
  }
  const yaml = readYaml(file, file.text, 0, sink);
  if (yaml === undefined) return undefined;
  if (yaml.root === undefined) {
    return sink.error("EH_POLICY_MISSING_KEY", origin, "A classifier needs `kind`. Add it.");
  }
  const fields = Fields.read(yaml.root, "a classifier", sink);
  const kindValue = fields?.required("kind");
  const docValue = fields?.optional("doc");
  const kind = kindValue && readWord(kindValue, sink, KINDS);
  if (fields === undefined || kind === undefined) return undefined;
  const doc = docValue && readText(docValue, sink);
  if (kind !== "linear") return readExternalClassifier({ name, doc, origin }, kind, fields, clauseIds, sink);
  const modelValue = fields.optional("model");
  fields.close();
  const modelName = modelValue === undefined ? `${name}.json` : readText(modelValue, sink, 200);
  if (modelName === undefined) return undefined;
  const model = models.get(FOLDER + modelName);
  if (model === undefined) {
    return sink.error(
      "EH_POLICY_CLASSIFIER",
      modelValue === undefined ? origin : originOf(modelValue),
      `There is no model ${quote(modelName)} in ${FOLDER}. Train one: \`evenhand classifier train\`.`,
    );
  }
  used.add(model.path);
  try {
    loadLinearModel(model.text);
  } catch (error) {
    if (!(error instanceof MatchingError)) throw error;
    return sink.error("EH_POLICY_CLASSIFIER", model.originAt(0), error.message);
  }
  return { name, doc, origin, kind, model: model.text };
}
