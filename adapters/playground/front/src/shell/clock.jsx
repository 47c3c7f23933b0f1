// The calendar's clock, and the three ways to move it ahead.

import { useEffect, useState } from "preact/hooks";
import { useStore } from "../store.js";
import { Menu } from "./menu.jsx";
import { clockTime, shortDate } from "./time.js";

const TICK_MS = 5000;

/** The calendar's present in Unix seconds. */
export function presentOf({ now, nowReceived }) {
  return Date.parse(now.now) / 1000 + (performance.now() - nowReceived) / 1000;
}

export function Clock({ store }) {
  const now = useStore(store, (state) => state.now);
  const [, tick] = useState(0);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);

  const present = presentOf(store.get());
  const due = now.next_due ? Date.parse(now.next_due) / 1000 : null;
  const said = (seconds) => `${shortDate(seconds, now.zone)}, ${clockTime(seconds, now.zone)}`;

  async function move(to) {
    setBusy(true);
    const words = await store.trying(() => store.moveTime(to));
    setBusy(false);
    if (words) store.say(words);
  }

  const items = [
    { heading: "Move time ahead; what is due happens" },
    { label: "To tomorrow, 09:00", test: "time-tomorrow", onPick: () => move("tomorrow") },
    {
      label: "To the next thing due",
      hint: due ? said(due) : "Nothing is waiting",
      disabled: !due,
      test: "time-due",
      onPick: () => move("due"),
    },
    { label: "Over the clock change", hint: "The next one in this zone", test: "time-clock-change", onPick: () => move("clock_change") },
  ];
  const hours = Math.round((now.ahead_seconds || 0) / 3600);
  const ahead = hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
  return (
    <Menu
      label="Move time"
      named
      className="bar-button clock"
      test="clock"
      end={false}
      items={items}
      button={
        <>
          <span aria-hidden="true">{busy ? "…" : "◷"}</span>
          <span>
            <span class="unseen">Move time from </span>
            <b>{clockTime(present, now.zone)}</b>
            <small>
              {shortDate(present, now.zone)}
              {hours >= 1 && <span class="wide-only"> · {ahead} ahead</span>}
            </small>
          </span>
        </>
      }
    />
  );
}
