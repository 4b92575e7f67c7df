import type { BacktestChange, BacktestExample, BacktestReport } from "@evenhand/policy";

/**
 * Takes people's words out of a report: it is kept with the policy for good, where erasing a person could not find them.
 * The events are named, and can be looked at while they are kept.
 */
export function backtestWithoutTexts(report: BacktestReport): BacktestReport {
  const { newlyFound, noLongerFound, newlyActedOn, noLongerActedOn, otherwiseChanged } = report;
  return {
    ...report,
    newlyFound: withoutTexts(newlyFound),
    noLongerFound: withoutTexts(noLongerFound),
    newlyActedOn: withoutTexts(newlyActedOn),
    noLongerActedOn: withoutTexts(noLongerActedOn),
    otherwiseChanged: { ...otherwiseChanged, examples: otherwiseChanged.examples.map(withoutText) },
  };
}

function withoutTexts(change: BacktestChange): BacktestChange {
  const byDetector = change.byDetector.map((entry) => ({ ...entry, examples: entry.examples.map(withoutText) }));
  return { ...change, byDetector };
}

function withoutText(example: BacktestExample): BacktestExample {
  return { ...example, text: "" };
}
