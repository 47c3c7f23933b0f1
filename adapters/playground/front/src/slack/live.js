// What a person sees on Slack, kept current: their channels, their open modal and Home, and the messages of a channel.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get } from "../api.js";

/** The person's channels, modal and Home, or null until known; `refresh` looks again. */
export function useSeen(store, user) {
  const [seen, setSeen] = useState(null);

  const refresh = useMemo(() => {
    let running = false;
    let again = false;
    return async () => {
      if (!user) return;
      again = true;
      if (running) return;
      running = true;
      while (again) {
        again = false;
        const found = await store.trying(() => get("/api/slack/seen", { user }));
        if (found) setSeen({ ...found, user });
      }
      running = false;
    };
  }, [store, user]);

  const known = useRef(new Set());
  known.current = new Set(seen?.channels.map((channel) => channel.id));

  useEffect(() => {
    refresh();
    return store.onEvent((event) => {
      if (event.kind === "again") refresh();
      if (event.platform !== "slack") return;
      const mine = event.user === user;
      if (event.kind === "place" || ((event.kind === "modal" || event.kind === "home") && mine)) refresh();
      // A direct message that the bot has just opened is in no list yet.
      if (event.kind === "message" && event.conversation.startsWith("D") && !known.current.has(event.conversation)) refresh();
    });
  }, [store, user, refresh]);

  return [seen?.user === user ? seen : null, refresh];
}

/**
 * The messages of a channel by their time, and what the person alone was told there; null until known.
 *
 * A message that has not changed stays the same object, so that only what changed is drawn again.
 */
export function useMessages(store, user, channel) {
  const [shown, setShown] = useState(null);

  useEffect(() => {
    let current = true;
    let kept = null;
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
        const query = asked ? { user, channel, ts: asked.join(",") } : { user, channel };
        const found = await store.trying(() => get("/api/slack/messages", query));
        if (!current) return;
        if (found) {
          kept = asked ? merged(kept, found, asked) : fresh(found);
          setShown({ ...kept, of: `${user}/${channel}` });
        }
      }
      running = false;
    }

    work();
    const stop = store.onEvent((event) => {
      if (event.kind === "again") whole = true;
      else if (event.platform !== "slack" || event.conversation !== channel) return;
      else if (event.kind === "message" || (event.kind === "whisper" && event.user === user)) waiting.add(event.message);
      else return;
      work();
    });
    return () => {
      current = false;
      stop();
    };
  }, [store, user, channel]);

  return shown?.of === `${user}/${channel}` ? shown : null;
}

const byTime = (one, other) => (one.ts < other.ts ? -1 : one.ts > other.ts ? 1 : 0);

function fresh(found) {
  return { messages: [...found.messages].sort(byTime), whispers: [...found.whispers].sort(byTime) };
}

function merged(kept, found, asked) {
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
