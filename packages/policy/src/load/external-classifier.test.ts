import { describe, expect, it } from "vitest";
import type { Policy } from "../model.js";
import { canonicalPolicy } from "./canonical.js";
import { loadPolicy } from "./load-policy.js";
import { onBase } from "./testing/fixtures.js";

function load(files: Readonly<Record<string, string>>): Policy {
  const { policy, problems } = loadPolicy(onBase(new Map(Object.entries(files))));
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return policy as Policy;
}

const at = (name: string): object => ({ file: `classifiers/${name}.yaml`, line: 1, column: 1 });

const CHAT = `kind: chat
url: https://LLM.example/v1/chat/completions
model: meta-llama/Llama-3.1:8b
clause: spam.flooding
key: EVENHAND_CLASSIFIER_KEY_LLM
timeout: 20s
budget: { minute: 30 }
cache: none
`;

describe("an external classifier", () => {
  it("is read with what it does not say filled in", () => {
    const { classifiers } = load({
      "classifiers/a.yaml":
        "kind: moderation\nurl: https://mod.example/v1/moderations\ncategory: harassment/threatening\n",
      "classifiers/b.yaml": CHAT,
      "classifiers/c.yaml": "kind: http\nurl: http://localhost:9000/score?v=2\nclause: spam.flooding\ndoc: Ours\n",
    });
    expect(classifiers).toEqual([
      {
        name: "a",
        origin: at("a"),
        kind: "moderation",
        url: "https://mod.example/v1/moderations",
        category: "harassment/threatening",
        timeoutMs: 5_000,
        budget: { minute: 600, day: 100_000 },
        cacheMs: 3_600_000,
      },
      {
        name: "b",
        origin: at("b"),
        kind: "chat",
        url: "https://llm.example/v1/chat/completions",
        model: "meta-llama/Llama-3.1:8b",
        clause: "spam.flooding",
        key: "EVENHAND_CLASSIFIER_KEY_LLM",
        timeoutMs: 20_000,
        budget: { minute: 30, day: 100_000 },
        cacheMs: 0,
      },
      {
        name: "c",
        origin: at("c"),
        kind: "http",
        doc: "Ours",
        url: "http://localhost:9000/score?v=2",
        clause: "spam.flooding",
        timeoutMs: 5_000,
        budget: { minute: 600, day: 100_000 },
        cacheMs: 3_600_000,
      },
    ]);
  });

  it("belongs to the policy version, and a policy without any has the version that it had", () => {
    const without = load({});
    expect(canonicalPolicy(without)).not.toContain("classifiers");
    const versions = [
      load({ "classifiers/b.yaml": CHAT }),
      load({ "classifiers/b.yaml": CHAT.replace("20s", "21s") }),
      load({ "classifiers/b.yaml": CHAT.replace("KEY_LLM", "KEY_OTHER") }),
      load({ "classifiers/b.yaml": `${CHAT}doc: A note\n` }),
    ].map(({ version }) => version);
    expect(new Set([...versions, without.version]).size).toBe(4);
    expect(versions[3]).toBe(versions[0]);
  });

  it("is named without its URL or key where these cannot be used, for they may be secrets", () => {
    for (const line of ["key: sk-hunter2", "url: https://hunter2@x.example/", "url: hunter2", "model: hunter2 !"]) {
      const text = CHAT.replace(new RegExp(`^${line.split(":")[0]}:.*$`, "m"), line);
      const { policy, problems } = loadPolicy(onBase(new Map([["classifiers/b.yaml", text]])));
      expect(policy).toBeUndefined();
      expect(problems.map(({ code }) => code)).toEqual(["EH_POLICY_CLASSIFIER"]);
      expect(JSON.stringify(problems)).not.toContain("hunter2");
    }
  });
});
