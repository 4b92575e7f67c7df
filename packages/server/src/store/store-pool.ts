import pg from "pg";
import { storeUnavailable } from "./store-unavailable.js";

type ConnectCallback = Parameters<pg.Pool["connect"]>[0];

/** A pool that says EH_STORE_UNAVAILABLE where it gets no connection, and that outlives its connections. */
export class StorePool extends pg.Pool {
  readonly #place: string;

  /** @param place what it connects to, in words and without secrets */
  constructor(config: pg.PoolConfig, place: string) {
    super(config);
    this.#place = place;
    // The pool listens to idle clients only. One that is lent and between two queries would end the process when its
    // connection is lost; as it is, its next query fails.
    this.on("connect", (client) => client.on("error", () => undefined));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | void {
    if (callback === undefined) {
      return super.connect().catch((error: unknown) => {
        throw storeUnavailable(this.#place, error);
      });
    }
    super.connect((error, client, done) => {
      callback(error === undefined || error === null ? undefined : storeUnavailable(this.#place, error), client, done);
    });
  }
}
