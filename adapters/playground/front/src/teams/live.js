// What a person sees on Teams, kept current: their teams, channels and chats, and the messages of a conversation.

import * as live from "../seen.js";
import { byTime } from "./rows.js";

/** The person's teams and chats, or null until known. */
export function useSeen(store, user) {
  const [seen] = live.useSeen(store, "teams", user, ({ kind }) => kind === "place");
  return seen;
}

/** Channels and chats alike: `{id, name, kind, team, archived}`; `kind` is a channel's, or "chat". */
export function placesOf(seen) {
  if (!seen) return [];
  return [
    ...seen.chats.map(({ id, name, personal }) => ({ id, name, personal, kind: "chat", team: "", archived: false })),
    ...seen.teams.flatMap((team) => team.channels.map((channel) => ({ ...channel, team: team.name }))),
  ];
}

/**
 * The messages of a conversation by their time; null until known.
 *
 * A message that has not changed stays the same object, so that only what changed is drawn again.
 */
export function useMessages(store, user, conversation) {
  return live.useMessages(store, "teams", user, conversation, { place: "conversation", messages: "ids" }, merged);
}

// Those asked for and not found are gone; `asked` null asks for all.
function merged(kept, { messages: found }, asked) {
  const known = new Map(kept?.map((each) => [each.id, each]));
  const news = found.map((each) => {
    const old = known.get(each.id);
    return old && JSON.stringify(old) === JSON.stringify(each) ? old : each;
  });
  if (!asked) return news.sort(byTime);
  const gone = new Set(asked);
  return [...kept.filter((each) => !gone.has(each.id)), ...news].sort(byTime);
}
