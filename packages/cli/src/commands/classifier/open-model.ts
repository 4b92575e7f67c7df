import { readFile, stat } from "node:fs/promises";
import { EvenhandError } from "@evenhand/contract";
import { type LinearModel, loadLinearModel, MAX_CLASSIFIER_FILE } from "@evenhand/matching";
import { inputError } from "../../input/byte-source.js";
import { orRefuse } from "./matching-refusal.js";

/**
 * Reads a model file.
 * @throws EvenhandError EH_INPUT_*, EH_CLASSIFIER_INVALID
 */
export async function openModel(path: string): Promise<LinearModel> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MAX_CLASSIFIER_FILE) {
      throw new EvenhandError(
        "EH_CLASSIFIER_INVALID",
        `${path} has ${size} bytes, and the file of a classifier at most ${MAX_CLASSIFIER_FILE}.`,
      );
    }
    text = await readFile(path, "utf8");
  } catch (error) {
    throw error instanceof EvenhandError ? error : inputError(path, error);
  }
  return orRefuse(path, () => loadLinearModel(text));
}
