import { EvenhandError } from "@evenhand/contract";

/** Bounds of an uploaded policy. */
export interface ArchiveLimits {
  /** As it arrives. */
  readonly compressedBytes: number;
  /** Unpacked, everything that the archive holds. */
  readonly totalBytes: number;
  readonly fileBytes: number;
  /** Unpacked bytes for each byte that arrived, once there is more than {@link ratioFromBytes}. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
  /** Files and folders. */
  readonly entries: number;
  /** A path in UTF-8. */
  readonly pathBytes: number;
  readonly depth: number;
}

const MB = 1024 * 1024;

export const ARCHIVE_LIMITS: ArchiveLimits = {
  compressedBytes: 16 * MB,
  totalBytes: 64 * MB,
  fileBytes: 10 * MB,
  ratio: 100,
  ratioFromBytes: 4 * MB,
  entries: 5_000,
  pathBytes: 256,
  depth: 8,
};

/** What is not a policy archive at all, or one that nobody should unpack. */
export function badArchive(what: string, cause?: unknown): EvenhandError {
  return new EvenhandError(
    "EH_POLICY_ARCHIVE",
    `${what} Upload the policy folder as a .tar.gz of plain files (\`tar -czf policy.tar.gz -C DIR .\`), as JSON, or with ` +
      "`evenhand policy publish DIR`.",
    [],
    cause === undefined ? {} : { cause },
  );
}

/** What is beyond a bound. */
export function tooBig(what: string): EvenhandError {
  return new EvenhandError(
    "EH_POLICY_ARCHIVE_TOO_BIG",
    `The upload is too big for a policy: ${what}. Leave out what does not belong to it.`,
  );
}
