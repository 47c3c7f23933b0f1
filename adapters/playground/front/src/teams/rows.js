// A conversation's messages as what its log shows: threads in a channel, single messages in a chat.

import { dayKey, dayName, shownAt } from "../shell/time.js";

const GROUP_SECONDS = 300;

/** When a message was stored, by the calendar; its id is the machine's milliseconds. */
export const storedAt = (message, now) => shownAt(Number(message.id) / 1000, now);

export const byTime = (one, other) => Number(one.id) - Number(other.id);

/**
 * Units `{key, root, replies, day}`: a thread by its first message, null if that was deleted. `messages` are by time.
 */
export function threadsOf(messages, { zone, now, present }) {
  const threads = new Map();
  for (const message of messages) {
    const key = message.thread || message.id;
    const unit = threads.get(key) || { key, root: null, replies: [] };
    if (message.id === key) unit.root = message;
    else unit.replies.push(message);
    threads.set(key, unit);
  }
  const units = [...threads.values()].sort((one, other) => Number(one.key) - Number(other.key));
  return withDays(units, ({ key }) => shownAt(Number(key) / 1000, now), zone, present);
}

/** The same of a chat, in which there are no threads; `grouped` follows its author's message before it. */
export function singlesOf(messages, { zone, now, present }) {
  const units = withDays(
    messages.map((message) => ({ key: message.id, root: message, replies: [] })),
    ({ root }) => storedAt(root, now),
    zone,
    present,
  );
  return units.map((unit, number) => {
    const before = units[number - 1]?.root;
    const grouped =
      !unit.day &&
      before.author === unit.root.author &&
      before.app === unit.root.app &&
      Number(unit.root.id) - Number(before.id) < GROUP_SECONDS * 1000;
    return { ...unit, grouped };
  });
}

function withDays(units, at, zone, present) {
  let before = "";
  return units.map((unit) => {
    const seconds = at(unit);
    const key = dayKey(seconds, zone);
    const day = key === before ? "" : dayName(seconds, zone, present);
    before = key;
    return { ...unit, day };
  });
}

/** Whether two units would be drawn alike. */
export function alike(one, other) {
  return (
    one.key === other.key &&
    one.root === other.root &&
    one.day === other.day &&
    one.grouped === other.grouped &&
    one.replies.length === other.replies.length &&
    one.replies.every((reply, number) => reply === other.replies[number])
  );
}
