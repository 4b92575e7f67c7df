import { setFlagsFromString } from "node:v8";

/**
 * Has V8 optimise PostgreSQL's WebAssembly as late as newer releases of V8 do by themselves (13,000,000; Node 20's says
 * 1,800,000). Otherwise the compiler takes most of a second of both processors in the moment when the service starts. What
 * is called often is optimised all the same. To be called before the WebAssembly is loaded; there is no other in the process.
 */
export function easeWasmStart(): void {
  setFlagsFromString("--wasm-tiering-budget=13000000");
}
