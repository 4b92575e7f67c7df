/** A source that is not an expression. `offset` is the UTF-16 offset of the place where the problem shows. */
export class CelSyntaxError extends Error {
  readonly code = "EH_CEL_SYNTAX";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = "CelSyntaxError";
    this.offset = offset;
  }
}
