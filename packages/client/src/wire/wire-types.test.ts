import type * as contract from "@evenhand/contract";
import { expect, expectTypeOf, it } from "vitest";
import { printWireTypes } from "../testing/print-wire-types.js";
import type { Act, EventType, JournalEntry } from "./entries.js";
import type { ActData, Actor, Decision, EffectiveState, Item, Media } from "./wire-types.js";

it("is what the contract says today", async () => {
  await expect(printWireTypes()).toMatchFileSnapshot("./wire-types.ts");
});

it("agrees with the contract's own types, as the compiler sees it", () => {
  expectTypeOf<EventType>().toEqualTypeOf<contract.EventType>();
  expectTypeOf<Act>().toEqualTypeOf<contract.Act>();
  expectTypeOf<contract.Actor>().toExtend<Actor>();
  expectTypeOf<contract.Item>().toExtend<Item>();
  expectTypeOf<contract.Media>().toExtend<Media>();
  expectTypeOf<contract.Decision>().toExtend<Decision>();
  expectTypeOf<contract.EffectiveState>().toExtend<EffectiveState>();
  expectTypeOf<contract.ActData<"measure.applied">>().toExtend<ActData["measure.applied"]>();
  expectTypeOf<contract.ActData<"case.opened">>().toExtend<ActData["case.opened"]>();
  expectTypeOf<JournalEntry<"measure.voided">["data"]>().toEqualTypeOf<ActData["measure.voided"]>();
});
