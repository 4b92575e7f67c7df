import type { HashedImage } from "@evenhand/contract";
import sharp from "sharp";
import { expect, test } from "vitest";
import { createTestApp, createTestService } from "../../http/testing/test-app.js";
import { openTestStore } from "../../testing/test-store.js";
import { MAX_IMAGE_BYTES } from "../image-limits.js";
import { imageRoutes } from "../routes.js";

test("POST /v1/images/hash", async () => {
  await using store = await openTestStore("embedded");
  const service = createTestService(store);
  const { app, authorization } = await createTestApp(service, imageRoutes());
  const post = async (
    payload: Buffer,
    type: string,
    query = "",
    headers: Record<string, string> = { authorization },
  ) => {
    const url = `/v1/images/hash${query}`;
    const answer = await app.inject({ method: "POST", url, headers: { ...headers, "content-type": type }, payload });
    return { status: answer.statusCode, body: answer.json<HashedImage & { code?: string }>() };
  };
  const png = await sharp({ create: { width: 64, height: 48, channels: 3, background: "#963" } })
    .png()
    .toBuffer();

  const plain = await post(png, "image/png");
  expect(plain).toMatchObject({ status: 200, body: { width: 64, height: 48, format: "png", lowQuality: true } });
  expect(plain.body.dihedral).toBeUndefined();
  // The bytes decide, whatever they are called.
  const turned = await post(png, "application/octet-stream", "?dihedral=true");
  expect(turned.body.dihedral?.original).toBe(plain.body.pdq);
  expect((await post(png, "image/jpeg")).body.format).toBe("png");

  const problem = async (...sent: Parameters<typeof post>): Promise<unknown[]> => {
    const { status, body } = await post(...sent);
    return [status, body.code];
  };
  expect(await problem(Buffer.from("<svg/>"), "image/png")).toEqual([415, "EH_IMAGE_FORMAT"]);
  expect(await problem(Buffer.alloc(0), "image/png")).toEqual([415, "EH_IMAGE_FORMAT"]);
  expect(await problem(Buffer.from("<svg/>"), "image/svg+xml")).toEqual([415, "EH_CONTENT_TYPE"]);
  expect(await problem(png.subarray(0, 60), "image/png")).toEqual([422, "EH_IMAGE_UNREADABLE"]);
  expect(await problem(Buffer.alloc(MAX_IMAGE_BYTES + 1), "image/png")).toEqual([413, "EH_BODY_TOO_BIG"]);
  expect(await problem(png, "image/png", "?turned=1")).toEqual([400, "EH_REQUEST_INVALID"]);
  expect((await post(png, "image/png", "", {})).status).toBe(401);
  await app.close();
});
