// A channel's messages as the rows of its conversation: days, groups of one author, threads, and where unread begins.

import { dayKey, dayName, shownAt } from "../shell/time.js";
import { storedAt } from "../unread.js";

const GROUP_SECONDS = 300;
export const CHUNK = 5;

/**
 * Rows `{key, message, whisper, grouped, day, unread, replies}` by time. `kept` is what `useMessages` gives, `hidden`
 * the dismissed whispers, `readTo` up to when the channel had been read when it was opened, as `useReading` has it.
 */
export function rowsOf(kept, { zone, now, present, hidden, readTo, own }) {
  const threads = threadsOf(kept.messages);
  const all = [
    ...kept.messages.filter((message) => !isReply(message)).map((message) => ({ message, whisper: false })),
    ...kept.whispers
      .filter((message) => !message.thread_ts && !hidden.has(message.ts))
      .map((message) => ({ message, whisper: true })),
  ].sort((one, other) => (one.message.ts < other.message.ts ? -1 : 1));

  let before = null;
  let marked = readTo === null;
  return all.map((row) => {
    const seconds = shownAt(Number(row.message.ts), now);
    const key = dayKey(seconds, zone);
    const sameDay = before?.key === key;
    const unread = !marked && storedAt("slack", row.message.ts) > readTo && row.message.user !== own;
    marked = marked || unread;
    const grouped =
      sameDay &&
      !unread &&
      !row.whisper &&
      !before.row.whisper &&
      before.row.message.user === row.message.user &&
      seconds - before.seconds < GROUP_SECONDS;
    const made = {
      ...row,
      key: `${row.whisper ? "w" : "m"}${row.message.ts}`,
      grouped,
      day: sameDay ? "" : dayName(seconds, zone, present),
      unread,
      replies: row.whisper ? null : threads.get(row.message.ts) || null,
    };
    before = { key, seconds, row };
    return made;
  });
}

/** The rows of one thread, its first message before them. */
export function threadRows(kept, root, hidden) {
  const replies = [
    ...kept.messages.filter((message) => message.ts === root || message.thread_ts === root).map((message) => ({ message, whisper: false })),
    ...kept.whispers
      .filter((message) => message.thread_ts === root && !hidden.has(message.ts))
      .map((message) => ({ message, whisper: true })),
  ].sort((one, other) => (one.message.ts < other.message.ts ? -1 : 1));
  return replies.map((row) => ({ ...row, key: `${row.whisper ? "w" : "m"}${row.message.ts}`, grouped: false, replies: null }));
}

const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;

function threadsOf(messages) {
  const threads = new Map();
  for (const message of messages) {
    if (!isReply(message)) continue;
    const thread = threads.get(message.thread_ts) || { count: 0, last: "" };
    threads.set(message.thread_ts, { count: thread.count + 1, last: message.ts });
  }
  return threads;
}

export function chunked(rows) {
  const chunks = [];
  for (let start = 0; start < rows.length; start += CHUNK) chunks.push(rows.slice(start, start + CHUNK));
  return chunks;
}

/** Whether two chunks would be drawn alike. */
export function alike(one, other) {
  return (
    one.length === other.length &&
    one.every((row, number) => {
      const that = other[number];
      return (
        row.message === that.message &&
        row.grouped === that.grouped &&
        row.day === that.day &&
        row.unread === that.unread &&
        row.replies?.count === that.replies?.count &&
        row.replies?.last === that.replies?.last
      );
    })
  );
}
