// The whole page: the bar on top, both platforms, and what slides in beside them.

import { useEffect } from "preact/hooks";
import { SlackPane } from "../slack/pane.jsx";
import { useStore } from "../store.js";
import { TeamsPane } from "../teams/pane.jsx";
import { Banner, Notice } from "./banner.jsx";
import { Behind } from "./behind.jsx";
import { Preparing } from "./preparing.jsx";
import { TopBar } from "./topbar.jsx";
import { Tour } from "./tour.jsx";

export function App({ store }) {
  const [phase, why, steps, view, behind] = useStore(store, (state) => [
    state.phase,
    state.why,
    state.steps,
    state.view,
    state.behind,
  ]);
  const name = useStore(store, (state) => state.world?.people.find((person) => person.key === state.picked)?.name);

  // Two windows are two people: their titles tell them apart.
  useEffect(() => {
    document.title = name ? `${name} · Instep playground` : "Instep playground";
  }, [name]);

  if (phase !== "ready") return <Preparing refused={phase === "refused"} why={why} steps={steps} />;
  return (
    <div class="page">
      <TopBar store={store} />
      <Banner store={store} />
      <Tour store={store} />
      <main class={`panes panes-${view}`} onClick={store.beginStep} onInput={store.beginStep}>
        <h1 class="unseen">Instep playground</h1>
        <SlackPane store={store} />
        <TeamsPane store={store} />
        {behind && <Behind store={store} shown={behind} />}
      </main>
      <Tabs store={store} view={view} />
      <Notice store={store} />
    </div>
  );
}

/** At phone width one platform is seen at a time. */
function Tabs({ store, view }) {
  return (
    <nav class="tabs" aria-label="Platform">
      {[
        ["slack", "Slack"],
        ["teams", "Teams"],
      ].map(([id, name]) => (
        <button
          key={id}
          type="button"
          data-test={`tab-${id}`}
          aria-pressed={(view === "both" ? "slack" : view) === id}
          onClick={() => store.set({ view: id })}
        >
          {name}
        </button>
      ))}
    </nav>
  );
}
