// What is unread: the messages that came since the page was opened, and how far each person has read.

import { useEffect, useMemo } from "preact/hooks";

const KEPT = 200; // of a place; a count beyond it says nothing more

/** `all` with the message that an event tells of, if it is a new one; `opened` is when the page was, in milliseconds. */
export function arrived(all, { kind, platform, conversation, message, user }, opened) {
  if (kind !== "message" && kind !== "whisper") return all;
  const at = storedAt(platform, message);
  const name = `${platform}/${conversation}`;
  const known = all[name] || [];
  // An edit, a reaction or a deletion is told of with the time of its message.
  if (at <= (known.at(-1)?.at ?? opened)) return all;
  return { ...all, [name]: [...known.slice(1 - KEPT), { at, by: user, alone: kind === "whisper" }] };
}

/** How many of a place's messages somebody has not seen, who saw those up to `readTo`. */
export function unreadIn(known = [], user, readTo) {
  return known.filter(({ at, by, alone }) => at > readTo && (alone ? by === user : by !== user)).length;
}

/**
 * Reads a place while it is open in a window that is seen, once its messages are there. Returns up to when they had been
 * read when it was opened, in milliseconds, or null if all of them had.
 */
export function useReading(store, platform, user, place, messages) {
  const name = `${platform}/${user}/${place}`;
  const readTo = useMemo(() => (store.unreadOf(platform, user, place) ? store.readTo(platform, user, place) : null), [name]);
  useEffect(() => {
    const read = () => messages && !document.hidden && store.markRead(platform, user, place);
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [name, messages]);
  return readTo;
}

/** When a message was stored, in milliseconds: Slack names it by the seconds, Teams by the milliseconds. */
export function storedAt(platform, message) {
  return platform === "slack" ? Number(message) * 1000 : Number(message);
}
