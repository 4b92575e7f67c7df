import type { CelError } from "./error.js";

/** A protocol-buffer message, readable through the adapter that made it. */
export class CelMessage {
  readonly typeName: string;
  readonly message: unknown;
  readonly adapter: MessageAdapter;

  constructor(typeName: string, message: unknown, adapter: MessageAdapter) {
    this.typeName = typeName;
    this.message = message;
    this.adapter = adapter;
  }
}

/**
 * How a host that works with protocol buffers gives expressions its message types. Facts are JSON, so this is needed
 * only for message literals such as `my.Type{field: 1}`.
 */
export interface MessageAdapter {
  /** True where `name` (fully qualified) is a message type. */
  isMessage(name: string): boolean;
  /** The number of an enum constant by its full name, or undefined. */
  enumValue(name: string): number | undefined;
  create(name: string, fields: readonly (readonly [name: string, value: unknown])[]): unknown;
  get(message: CelMessage, field: string): unknown;
  has(message: CelMessage, field: string): boolean | CelError;
  equals(a: CelMessage, b: CelMessage): boolean;
}
