// What a person sees on a platform, kept current by its events: their places, and the messages of one.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get } from "./api.js";

/** What `seen` says of a person, or null until known, and what looks again; `differs(event, seen)`: it does since then. */
export function useSeen(store, platform, user, differs) {
  const [seen, setSeen] = useState(null);
  const latest = useRef(null);
  latest.current = seen;

  const refresh = useMemo(() => {
    let running = false;
    let again = false;
    return async () => {
      again = true;
      if (running) return;
      running = true;
      while (again) {
        again = false;
        const found = await store.trying(() => get(`/api/${platform}/seen`, { user }));
        if (found) setSeen({ ...found, user });
      }
      running = false;
    };
  }, [store, user]);

  useEffect(() => {
    refresh();
    return store.onEvent((event) => {
      if (event.kind === "again" || (event.platform === platform && differs(event, latest.current))) refresh();
    });
  }, [store, user, refresh]);

  return [seen?.user === user ? seen : null, refresh];
}

/**
 * What was said in a place, as `merged(kept, found, asked)` makes it of what was kept (null at first) and what the server
 * gives of the messages asked for (null for all); null until known. `names`: what the server calls a place and the
 * messages asked for.
 */
export function useMessages(store, platform, user, place, names, merged) {
  const [shown, setShown] = useState(null);
  const of = `${user}/${place}`;

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
        const asked = whole || kept === null ? null : [...waiting];
        whole = false;
        waiting = new Set();
        const query = { user, [names.place]: place, ...(asked && { [names.messages]: asked.join(",") }) };
        const found = await store.trying(() => get(`/api/${platform}/messages`, query));
        if (!current) return;
        if (found) {
          kept = merged(kept, found, asked);
          setShown({ kept, of });
        }
      }
      running = false;
    }

    work();
    const stop = store.onEvent((event) => {
      if (event.kind === "again") whole = true;
      else if (event.platform !== platform || event.conversation !== place) return;
      // What somebody else alone sees is nothing to this person.
      else if (event.kind !== "message" && event.user !== user) return;
      else if (["message", "whisper", "view"].includes(event.kind)) waiting.add(event.message);
      else return;
      work();
    });
    return () => {
      current = false;
      stop();
    };
  }, [store, of]);

  return shown?.of === of ? shown.kept : null;
}
