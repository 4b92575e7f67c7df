/** Bots that do what they say: tides of a whole coast at six, the weather every three hours. */
import { at, iso } from "./clock.mjs";
import { EN } from "./english.mjs";
import { ZH } from "./chinese.mjs";

export function bots({ random, town, log }) {
  const say = (handle, time, title, body) => {
    const author = town.byHandle(handle);
    const item = {
      id: log.newId("p"),
      kind: "post",
      surface: "post",
      group: "g-harbours",
      text: { title, body, lang: author.locale },
      createdAt: iso(time),
    };
    log.add("post.created", time, { actor: author, item }, random.chance(0.3) ? null : undefined);
  };
  for (let day = 0; day < 7; day++) {
    for (const [index, place] of EN.place.entries()) {
      const high = random.int(0, 11);
      say(
        "tide_bot",
        at(day, 5, 30, index * 9),
        `Tides: ${place}`,
        `High water ${String(high).padStart(2, "0")}:${String(random.int(0, 59)).padStart(2, "0")}, ${(2 + random.next() * 3).toFixed(1)} m; low water about six hours later.`,
      );
    }
    for (let hour = 0; hour < 24; hour += 6)
      say(
        "weather_bot",
        at(day, hour, 1),
        "Weather",
        `Wind ${random.pick(["N", "NE", "E", "SE", "S", "SW", "W", "NW"])} ${random.int(1, 8)}, sea ${random.pick(["smooth", "slight", "moderate", "rough"])}, ${random.int(4, 14)} degrees.`,
      );
    for (let hour = 0; hour < 24; hour += 8)
      say(
        "tianqi_bot",
        at(day, hour, 2),
        "天气",
        `${random.pick(ZH.place)}：${random.pick(["东", "南", "西", "北"])}风${random.int(1, 8)}级，浪高${(random.next() * 3).toFixed(1)}米，气温${random.int(6, 17)}度。`,
      );
  }
}
