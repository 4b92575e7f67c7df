export { type Evenhand, routesOf, startEvenhand, type StartOptions } from "./evenhand.js";
export type { Config } from "./config/config.js";
export { type Environment, readConfig } from "./config/read-config.js";
export type { Clock } from "./service/clock.js";
