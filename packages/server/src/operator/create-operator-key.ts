import type { CreateKeyBody, NewKey } from "@evenhand/contract";
import { createKey } from "../keys/create-key.js";
import { OPERATOR } from "../keys/holder.js";
import type { Service } from "../service/service.js";
import { openOperator } from "./open-operator.js";
import type { StorePlace } from "./store-place.js";

/**
 * Creates a key without one, as the operator: for whoever has lost theirs and has a shell on the machine.
 *
 * @throws EvenhandError as `openOperator` and `createKey`
 */
export async function createOperatorKey(place: StorePlace, fields: CreateKeyBody): Promise<NewKey> {
  const service = await openOperator(place);
  try {
    return await createKeyAsOperator(service, fields);
  } finally {
    await service[Symbol.asyncDispose]();
  }
}

/** The same by a program that runs the service itself. */
export async function createKeyAsOperator(
  service: Pick<Service, "store" | "bell" | "clock">,
  fields: CreateKeyBody,
): Promise<NewKey> {
  return createKey(service, OPERATOR, fields);
}
