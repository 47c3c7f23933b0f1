// What lies behind: each message's JSON as it went over the wire with its limits, and the log of deliveries.

import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../api.js";
import { useStore } from "../store.js";
import { clockTime, exact, shownAt } from "./time.js";

const CALM_MS = 400;
const PLATFORMS = { slack: "Slack", teams: "Teams" };

export function Behind({ store, shown }) {
  const box = useRef();
  const tab = shown.tab;
  useEffect(() => box.current.focus(), [shown.message]);

  function close() {
    store.set({ behind: null });
    document.querySelector("[data-test=behind]")?.focus();
  }

  return (
    <aside
      class="behind"
      data-test="behind-panel"
      aria-label="Behind the scenes"
      tabIndex={-1}
      ref={box}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <header>
        <h2>Behind the scenes</h2>
        <button type="button" class="icon" aria-label="Close" onClick={close}>
          ✕
        </button>
      </header>
      <div class="segments" role="group" aria-label="What is shown">
        <button type="button" aria-pressed={tab === "deliveries"} onClick={() => store.set({ behind: { ...shown, tab: "deliveries" } })}>
          Deliveries
        </button>
        <button type="button" aria-pressed={tab === "message"} onClick={() => store.set({ behind: { ...shown, tab: "message" } })}>
          One message
        </button>
      </div>
      {tab === "deliveries" ? <Deliveries store={store} /> : <Wire store={store} shown={shown} />}
    </aside>
  );
}

function Deliveries({ store }) {
  const [log, setLog] = useState(null);
  const now = useStore(store, (state) => state.now);

  useEffect(() => {
    let timer = 0;
    const fetch = () => store.trying(async () => setLog(await get("/api/deliveries")));
    fetch();
    // A broadcast changes many deliveries at once: one look at the end of each burst is enough.
    const stop = store.onEvent((event) => {
      if (event.kind !== "delivery" && event.kind !== "message" && event.kind !== "again") return;
      clearTimeout(timer);
      timer = setTimeout(fetch, CALM_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store]);

  if (!log) return <p class="faint">Looking…</p>;
  if (!log.deliveries.length) {
    return <p class="faint">Nothing has been sent yet. Publish an update: type /update in a Slack channel.</p>;
  }
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Deliveries">
      {log.gaps?.length > 0 && (
        <ul class="gaps">
          {log.gaps.map((gap) => (
            <li key={gap.update}>
              <b>{gap.seconds.toFixed(1)} s</b> between the sides: <span dir="auto">{gap.update}</span>
            </li>
          ))}
        </ul>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Where</th>
            <th scope="col">State</th>
            <th scope="col">Sent</th>
          </tr>
        </thead>
        <tbody>
          {log.deliveries.map((each) => (
            <tr key={each.id}>
              <td dir="auto">
                {each.what}
                <small>{each.operation}</small>
              </td>
              <td dir="auto">
                {each.channel}
                <small>
                  {each.side} · {PLATFORMS[each.platform]}
                </small>
              </td>
              <td>
                <span class={`state state-${each.state}`}>{each.state}</span>
                {each.cause && <small dir="auto">{each.cause}</small>}
              </td>
              <td>{each.sent_at ? clockTime(shownAt(Date.parse(each.sent_at) / 1000, now), now.zone) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Wire({ store, shown }) {
  const [wire, setWire] = useState(null);
  const now = useStore(store, (state) => state.now);
  const { platform, conversation, message, user } = shown;

  useEffect(() => {
    setWire(null);
    if (!message) return undefined;
    let current = true;
    const fetch = () =>
      store.trying(async () => {
        const found = await get("/api/wire", { platform, conversation, message, user });
        if (current) setWire(found);
      });
    fetch();
    const stop = store.onEvent((event) => {
      if (event.kind === "message" && event.message === message && event.conversation === conversation) fetch();
    });
    return () => {
      current = false;
      stop();
    };
  }, [platform, conversation, message, user]);

  if (!message) {
    return <p class="faint">Choose “Look behind it” in the menu of any message to see its JSON and its limits.</p>;
  }
  if (!wire) return <p class="faint">Looking…</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="What went over the wire">
      {wire.limits?.length > 0 && (
        <dl class="limits">
          {wire.limits.map((limit) => (
            <div key={limit.name}>
              <dt>{limit.name}</dt>
              <dd>
                <meter min="0" max={limit.allowed} value={limit.used} aria-label={limit.name} />
                {limit.used.toLocaleString("en-GB")} of {limit.allowed.toLocaleString("en-GB")} {limit.unit}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {wire.requests.length === 0 && <p class="faint">Written by a person: nothing of Instep’s went over the wire.</p>}
      {wire.requests.map((request, number) => (
        <details key={number} open={number === 0}>
          <summary>
            {request.method} <small>{exact(shownAt(Date.parse(request.at) / 1000, now), now.zone)}</small>
          </summary>
          <pre>{JSON.stringify(request.json, null, 2)}</pre>
          <p class="faint">Answer</p>
          <pre>{JSON.stringify(request.answer, null, 2)}</pre>
        </details>
      ))}
    </div>
  );
}
