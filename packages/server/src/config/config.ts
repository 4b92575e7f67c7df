/** The service's settings as typed values. Read from the environment in `read-config.ts`, nowhere else. */
export interface Config {
  /** Address and port to listen on. */
  readonly host: string;
  readonly port: number;
  /** Where people and platforms reach the service; links in statements begin with it. No slash at the end. */
  readonly publicUrl: string;
  /** PostgreSQL; undefined: the embedded database in {@link dataDirectory}. */
  readonly databaseUrl: string | undefined;
  readonly dataDirectory: string;
  /** 32 bytes from which every other secret is derived. */
  readonly secret: Buffer;
  readonly logLevel: string;
  readonly intake: {
    /** Events that may wait to be decided; beyond it, 429. */
    readonly queueEvents: number;
    /** Most events of one transaction. */
    readonly batchEvents: number;
  };
  readonly http: {
    readonly bodyBytes: number;
    /** Requests a minute and key. */
    readonly requestsPerMinute: number;
    /** Requests a minute and address without a key, and keys refused a minute and address. */
    readonly anonymousPerMinute: number;
    /** Number of trusted proxies in front, for the client's address. */
    readonly trustedProxies: number;
    /** How long a request may take to arrive whole, milliseconds; its headers alone may take half of it. */
    readonly requestTimeoutMs: number;
  };
  readonly policies: {
    /** People who must approve a version before it is published, beside who uploaded it: 0 or 1. */
    readonly approvals: 0 | 1;
    /** Newest stored events over which a new version is compared with the one in force. */
    readonly backtestEvents: number;
  };
  readonly statements: {
    /** Days from a statement until its appeal window closes. */
    readonly appealDays: number;
    /** Where measures apply, as the statement says it: ISO 3166 codes; empty: everywhere. */
    readonly territory: readonly string[];
  };
  /** Reach at which an item is decided again, ascending. */
  readonly reachCheckpoints: readonly number[];
  /** Days that each kind is kept; 0: for ever. */
  readonly retention: {
    readonly eventsDays: number;
    readonly journalDays: number;
    readonly webhookDays: number;
  };
  readonly webhooks: {
    /** Whether endpoints on private addresses are allowed: for development and platforms on the same network. */
    readonly allowPrivate: boolean;
    readonly timeoutMs: number;
  };
  /** Classifiers that others run: see docs/classifiers.md. */
  readonly classifiers: {
    /** Hosts that may be asked, as URLs have them: with the port where it is not the scheme's own. */
    readonly hosts: readonly string[];
    /** Whether these may be on private addresses, and speak plain HTTP. */
    readonly allowPrivate: boolean;
    /** Secrets by the name of their variable. */
    readonly keys: ReadonlyMap<string, string>;
  };
}
