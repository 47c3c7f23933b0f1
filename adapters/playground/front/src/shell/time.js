// Times as people say them, in the zone of whoever looks; seconds are Unix seconds.

const formats = new Map();

function format(zone, options) {
  const name = `${zone}|${JSON.stringify(options)}`;
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(name);
}

const at = (seconds) => new Date(seconds * 1000);

/** When something that a stand-in stamped with the machine's time was stored, by the calendar that runs ahead of it. */
export function shownAt(seconds, now) {
  let ahead = now?.moves ? 0 : now?.ahead_seconds || 0;
  for (const move of now?.moves || []) if (move.at <= seconds) ahead = move.ahead;
  return seconds + ahead;
}

/** "14:02" */
export function clockTime(seconds, zone) {
  return format(zone, { hour: "2-digit", minute: "2-digit" }).format(at(seconds));
}

/** "Tue 24 Nov" */
export function shortDate(seconds, zone) {
  return format(zone, { weekday: "short", day: "numeric", month: "short" }).format(at(seconds)).replace(",", "");
}

/** "Tue 24 Nov 2026, 14:02:07 GMT" */
export function exact(seconds, zone) {
  const day = format(zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const time = format(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" });
  return `${day.format(at(seconds)).replace(",", "")}, ${time.format(at(seconds))}`;
}

/** Names the day for comparing: "2026-11-24". */
export function dayKey(seconds, zone) {
  return toParts(seconds, zone).date;
}

/** "Today", "Yesterday", "Tomorrow" or "Tuesday 24 November" */
export function dayName(seconds, zone, nowSeconds) {
  const key = dayKey(seconds, zone);
  for (const [days, name] of [
    [0, "Today"],
    [-1, "Yesterday"],
    [1, "Tomorrow"],
  ]) {
    if (key === dayKey(nowSeconds + days * 86400, zone)) return name;
  }
  return format(zone, { weekday: "long", day: "numeric", month: "long" }).format(at(seconds)).replace(",", "");
}

/** An instant as what date and time inputs hold: `{date: "2026-11-24", time: "14:02"}`. */
export function toParts(seconds, zone) {
  const parts = {};
  const options = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
  for (const { type, value } of format(zone, { ...options, hourCycle: "h23" }).formatToParts(at(seconds))) {
    parts[type] = value;
  }
  return { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

/** The instant of a wall time in a zone; a time that a clock change leaves out is taken as if it had not happened. */
export function fromParts(date, time, zone) {
  const naive = Date.parse(`${date}T${time}Z`) / 1000;
  const offset = (seconds) => {
    const parts = toParts(seconds, zone);
    return Date.parse(`${parts.date}T${parts.time}Z`) / 1000 - Math.floor(seconds / 60) * 60;
  };
  const first = naive - offset(naive);
  return naive - offset(first);
}
