/** The words of statements, by language. A statement is plain: what, why, by which rule, what one can do. */
import type { MeasureKind } from "@evenhand/contract";

export interface StatementMessages {
  readonly title: string;
  /** Between a name and its value, after a sentence, and around what is cited. */
  readonly marks: { readonly colon: string; readonly stop: string };
  readonly what: Readonly<Record<MeasureKind, string>>;
  readonly wholeAccount: string;
  readonly yourItem: (kind: string) => string;
  readonly from: string;
  readonly until: string;
  readonly untilLifted: string;
  readonly where: string;
  readonly everywhere: string;
  readonly rule: string;
  readonly why: string;
  readonly facts: string;
  readonly how: string;
  readonly detectedByMachine: string;
  readonly detectedByPerson: string;
  readonly decidedBy: Readonly<Record<"fully" | "partially" | "not", string>>;
  readonly redress: string;
  readonly appeal: (until: string, contact: string) => string;
  readonly appealClosed: (until: string) => string;
  readonly court: string;
  readonly ended: Readonly<Record<"expired" | "lifted" | "voided", string>>;
  readonly reference: string;
  readonly erased: string;
  /** What a link that leads nowhere says. */
  readonly notFound: { readonly title: string; readonly text: string };
}

const en: StatementMessages = {
  title: "Statement of reasons",
  marks: { colon: ": ", stop: ". " },
  what: {
    label: "We put a label on it, so that readers know what to expect.",
    warn: "This is a warning. Nothing else has been restricted.",
    age_gate: "We show it only to people who are old enough.",
    limit_reach: "We show it to fewer people: it is not recommended, and it does not appear in trending or search.",
    demonetise: "It no longer earns money.",
    lock: "Nobody can reply to it or change it.",
    hold: "It is not shown until a person has looked at it.",
    restrict_feature: "You cannot use one of the features",
    remove: "We removed it. Its content is kept, out of sight, until the time to appeal has passed.",
    suspend: "Your account is suspended.",
    terminate: "Your account is closed.",
  },
  wholeAccount: "What was done with your account",
  yourItem: (kind) => `What was done with your ${kind}`,
  from: "From",
  until: "Until",
  untilLifted: "until it is lifted",
  where: "Where it applies",
  everywhere: "everywhere",
  rule: "The rule",
  why: "Why",
  facts: "What we relied on",
  how: "How this was decided",
  detectedByMachine: "A program found it.",
  detectedByPerson: "A person found it.",
  decidedBy: {
    fully: "A program decided, without a person.",
    partially: "A program decided for now; a person is going to look at it.",
    not: "A person decided.",
  },
  redress: "If you disagree",
  appeal: (until, contact) =>
    `You can appeal until ${until}, free of charge; somebody who had no part in this decision will rule on it. Write to ${contact} and give the number below.`,
  appealClosed: (until) => `The time to appeal ended on ${until}.`,
  court: "You can also turn to a body for settling disputes out of court, or to a court.",
  ended: {
    expired: "This has ended: its time has passed.",
    lifted: "This has ended: it was lifted.",
    voided: "This has been taken back: the decision was wrong.",
  },
  reference: "Number of this statement",
  erased: "The details of this statement were erased together with the personal data of the account.",
  notFound: {
    title: "This link leads to no statement",
    text: "It may have been cut off on its way to you. Open it again from the message it came with, or ask whoever sent it.",
  },
};

const zhHans: StatementMessages = {
  title: "处理理由说明",
  marks: { colon: "：", stop: "。" },
  what: {
    label: "我们为其加了标签，以便读者知道会看到什么。",
    warn: "这是一次警告，没有作其他限制。",
    age_gate: "仅向达到年龄要求的人展示。",
    limit_reach: "展示范围已缩小：不再推荐，也不出现在热门和搜索中。",
    demonetise: "不再产生收益。",
    lock: "任何人都不能回复或修改。",
    hold: "在人工查看之前暂不展示。",
    restrict_feature: "您暂时不能使用某项功能",
    remove: "我们已将其移除。在申诉期结束之前，内容会被保存，但不公开。",
    suspend: "您的账号已被暂停使用。",
    terminate: "您的账号已被关闭。",
  },
  wholeAccount: "对您账号的处理",
  yourItem: (kind) => `对您发布的内容（${kind}）的处理`,
  from: "开始时间",
  until: "结束时间",
  untilLifted: "直至解除",
  where: "适用范围",
  everywhere: "所有地区",
  rule: "所依据的规则",
  why: "原因",
  facts: "我们依据的事实",
  how: "决定是如何作出的",
  detectedByMachine: "由程序发现。",
  detectedByPerson: "由人工发现。",
  decidedBy: {
    fully: "由程序决定，没有人工参与。",
    partially: "程序先行处理，随后将由人工查看。",
    not: "由人工决定。",
  },
  redress: "如果您不同意",
  appeal: (until, contact) =>
    `您可以在 ${until} 之前免费申诉，由没有参与此决定的人裁定。请写信至 ${contact}，并注明下方编号。`,
  appealClosed: (until) => `申诉期已于 ${until} 结束。`,
  court: "您也可以向庭外争议解决机构或法院寻求救济。",
  ended: {
    expired: "此项处理已到期结束。",
    lifted: "此项处理已解除。",
    voided: "此项处理已撤销：当时的决定有误。",
  },
  reference: "本说明编号",
  erased: "本说明的详细内容已随该账号的个人数据一并删除。",
  notFound: {
    title: "此链接没有对应的说明",
    text: "链接可能在传送时被截断。请从原消息中重新打开，或询问发送方。",
  },
};

/** Messages for a language: Simplified Chinese for Chinese, English for every other. */
export function messagesFor(language: string): StatementMessages {
  return /^zh\b/i.test(language) ? zhHans : en;
}
