/** What an operator does to the database itself, loaded only when it is asked for: see `index.ts`. */
export { checkData } from "./check-data.js";
export { createKeyAsOperator, createOperatorKey } from "./create-operator-key.js";
export { exportFrom, importTo } from "./transfer-data.js";
