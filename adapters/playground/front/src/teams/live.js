// What a person sees on Teams, kept current: their teams, channels and chats, and the messages of a conversation.

import { useEffect, useMemo, useState } from "preact/hooks";
import { get } from "../api.js";
import { byTime } from "./rows.js";

/** The person's teams and chats, or null until known. */
export function useSeen(store, user) {
  const [seen, setSeen] = useState(null);

  const refresh = useMemo(() => {
    let running = false;
    let again = false;
    return async () => {
      again = true;
      if (running) return;
      running = true;
      while (again) {
        again = false;
        const found = await store.trying(() => get("/api/teams/seen", { user }));
        if (found) setSeen({ ...found, user });
      }
      running = false;
    };
  }, [store, user]);

  useEffect(() => {
    refresh();
    return store.onEvent((event) => {
      if (event.kind === "again" || (event.platform === "teams" && event.kind === "place")) refresh();
    });
  }, [store, user, refresh]);

  return seen?.user === user ? seen : null;
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
  const [shown, setShown] = useState(null);

  useEffect(() => {
    let current = true;
    let kept = [];
    let waiting = new Set();
    let whole = true;
    let running = false;
    setShown(null);

    async function work() {
      if (running) return;
      running = true;
      while (current && (whole || waiting.size)) {
        const asked = whole ? null : [...waiting];
        whole = false;
        waiting = new Set();
        const query = { user, conversation, ...(asked && { ids: asked.join(",") }) };
        const found = await store.trying(() => get("/api/teams/messages", query));
        if (!current) return;
        if (found) {
          kept = merged(kept, found.messages, asked);
          setShown({ messages: kept, of: `${user}/${conversation}` });
        }
      }
      running = false;
    }

    work();
    const stop = store.onEvent((event) => {
      if (event.kind === "again") whole = true;
      else if (event.platform !== "teams" || event.conversation !== conversation) return;
      // Somebody else's own view of a card is nothing that this person sees.
      else if (event.kind === "message" || (event.kind === "view" && event.user === user)) waiting.add(event.message);
      else return;
      work();
    });
    return () => {
      current = false;
      stop();
    };
  }, [store, user, conversation]);

  return shown?.of === `${user}/${conversation}` ? shown.messages : null;
}

// Those asked for and not found are gone; `asked` null asks for all.
function merged(kept, found, asked) {
  const known = new Map(kept.map((each) => [each.id, each]));
  const news = found.map((each) => {
    const old = known.get(each.id);
    return old && JSON.stringify(old) === JSON.stringify(each) ? old : each;
  });
  if (!asked) return news.sort(byTime);
  const gone = new Set(asked);
  return [...kept.filter((each) => !gone.has(each.id)), ...news].sort(byTime);
}
