import { EvenhandError } from "@evenhand/contract";

/** Why the service cannot listen where it was told to, with what to do; any other error as it is. */
export function explainListenError(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (syscall !== "listen" && syscall !== "bind" && syscall !== "getaddrinfo") return error;
  const place = `${host}:${port}`;
  if (code === "EADDRINUSE") {
    return new EvenhandError(
      "EH_PORT_IN_USE",
      `Port ${port} of ${host} is in use, perhaps by another Evenhand. Take another one (EVENHAND_PORT=${port + 1}; 0 takes a free one), or end that program.`,
      [],
      { cause: error },
    );
  }
  const why =
    code === "EACCES"
      ? "ports below 1024 are for root. Take a higher one with EVENHAND_PORT"
      : code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || syscall === "getaddrinfo"
        ? "this machine has no such address. Set EVENHAND_HOST to 127.0.0.1, or to 0.0.0.0 for every address"
        : message;
  return new EvenhandError("EH_LISTEN_FAILED", `The service cannot listen on ${place}: ${why}.`, [], { cause: error });
}
