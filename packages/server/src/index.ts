/**
 * The service, as its command starts it. What is exported here loads little by itself, so that the database is opened as
 * early as it can be, and commands that need a part do not wait for the whole.
 */
export type { Config } from "./config/config.js";
export { configHelp, configTable } from "./config/config-document.js";
export { type Environment, readConfig } from "./config/read-config.js";
export type { Evenhand, StartOptions } from "./evenhand.js";
export type { DataReport } from "./operator/check-data.js";
export { storePlace, type StorePlace } from "./operator/store-place.js";
export type { Clock } from "./service/clock.js";
export { startEvenhand } from "./start-evenhand.js";

/** Commands on the database itself: export, import, check, keys for who lost theirs. */
export const loadOperator = () => import("./operator/operator.js");
/** The store alone; for benchmarks that write to it without the service. */
export const loadStore = () => import("./store/open-store.js");
export type { Store } from "./store/open-store.js";

/** Hashing of images, in processes of their own. */
export const loadImages = () => import("./images/load-images.js");
