// What a person sees on Slack, kept current: their channels, their open modal and Home, and the messages of a channel.

import * as live from "../seen.js";

/** The person's channels, modal and Home, or null until known; and what looks again. */
export function useSeen(store, user) {
  return live.useSeen(store, "slack", user, ({ kind, user: whose, conversation }, seen) => {
    if (kind === "modal" || kind === "home") return whose === user;
    // A direct message that the bot has just opened is in no list yet.
    const fresh = conversation.startsWith("D") && !seen?.channels.some((channel) => channel.id === conversation);
    return kind === "place" || (kind === "message" && fresh);
  });
}

/**
 * The messages of a channel by their time, and what the person alone was told there; null until known.
 *
 * A message that has not changed stays the same object, so that only what changed is drawn again.
 */
export function useMessages(store, user, channel) {
  return live.useMessages(store, "slack", user, channel, { place: "channel", messages: "ts" }, merged);
}

const byTime = (one, other) => (one.ts < other.ts ? -1 : one.ts > other.ts ? 1 : 0);

function fresh(found) {
  return { messages: [...found.messages].sort(byTime), whispers: [...found.whispers].sort(byTime) };
}

function merged(kept, found, asked) {
  if (!asked) return fresh(found);
  return {
    messages: changed(kept.messages, found.messages, asked),
    whispers: changed(kept.whispers, found.whispers, asked),
  };
}

// Those asked for and not found are gone.
function changed(list, found, asked) {
  const news = new Map(found.map((each) => [each.ts, each]));
  const rest = list.filter((each) => !news.has(each.ts) && !asked.includes(each.ts));
  if (rest.length === list.length && !news.size) return list;
  return [...rest, ...news.values()].sort(byTime);
}
