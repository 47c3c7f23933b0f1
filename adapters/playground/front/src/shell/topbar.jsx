// The bar on top: who one is, what time it is, what is broken, and what lies behind.

import { post } from "../api.js";
import { useStore } from "../store.js";
import { Breaks } from "./breaks.jsx";
import { Clock } from "./clock.jsx";
import { Menu } from "./menu.jsx";
import { PersonPicker } from "./person.jsx";
import { Dialog } from "./dialog.jsx";
import { useState } from "preact/hooks";

const VIEWS = [
  ["both", "Both"],
  ["slack", "Slack"],
  ["teams", "Teams"],
];

export function TopBar({ store }) {
  const [view, behind, theme] = useStore(store, (state) => [state.view, state.behind, state.theme]);
  const [asking, setAsking] = useState(false);
  const more = [
    { heading: "Colours" },
    ...["auto", "light", "dark"].map((each) => ({
      label: { auto: "As the system", light: "Light", dark: "Dark" }[each],
      checked: theme === each,
      onPick: () => store.theme(each),
    })),
    "-",
    { label: "The gallery", hint: "Every message and form on both platforms", onPick: () => open("/gallery", "_blank") },
    { label: "Start over", hint: "A new organisation, nothing said yet", danger: true, test: "reset", onPick: () => setAsking(true) },
  ];

  async function reset() {
    setAsking(false);
    if ((await store.trying(() => post("/api/reset", {}))) === null) return;
    store.set({ phase: "preparing", why: "", notice: null });
    store.start();
  }

  return (
    <header class="topbar">
      <p class="brand">
        Instep <span>playground</span>
      </p>
      <PersonPicker store={store} />
      <Clock store={store} />
      <span class="push" />
      <div class="segments" role="group" aria-label="Which platform is shown">
        {VIEWS.map(([id, name]) => (
          <button key={id} type="button" aria-pressed={view === id} onClick={() => store.set({ view: id })}>
            {name}
          </button>
        ))}
      </div>
      <Breaks store={store} />
      <button
        type="button"
        class="bar-button"
        aria-pressed={behind !== null}
        aria-label="Behind the scenes"
        data-test="behind"
        onClick={() => store.set({ behind: behind ? null : { tab: "deliveries" } })}
      >
        <span aria-hidden="true">{"{ }"}</span> <span class="wide-only">Behind</span>
      </button>
      <Menu label="More" button="⋯" className="bar-button" items={more} test="more" />
      {asking && (
        <Dialog
          title="Start over?"
          onClose={() => setAsking(false)}
          footer={
            <>
              <button type="button" class="button" onClick={() => setAsking(false)}>
                Keep this
              </button>
              <button type="button" class="button danger" onClick={reset}>
                Start over
              </button>
            </>
          }
        >
          <p>Everything said and done here is forgotten, and the organisation moves in anew. It takes a few seconds.</p>
        </Dialog>
      )}
    </header>
  );
}
