/** The service over HTTP, as a platform speaks to it. */
export function createApi(url, key) {
  const ask = async (method, path, body, type = "application/json") => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": type }) },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const value = text === "" ? undefined : JSON.parse(text);
    if (response.ok) return value;
    throw Object.assign(new Error(`${method} ${path}: ${value?.code} ${value?.detail}`), {
      status: response.status,
      code: value?.code,
      retryAfter: Number(response.headers.get("retry-after") ?? 1),
    });
  };
  return {
    get: (path) => ask("GET", path),
    post: (path, body, type) => ask("POST", path, JSON.stringify(body), type),
  };
}
