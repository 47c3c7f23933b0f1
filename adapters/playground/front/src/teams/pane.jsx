// Teams, as the person picked sees it.

import { useCallback, useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { useStore } from "../store.js";
import { Conversation } from "./conversation.jsx";
import { Task } from "./dialog.jsx";
import { placesOf, useSeen } from "./live.js";
import { Sidebar } from "./sidebar.jsx";

export function TeamsPane({ store }) {
  const [key] = useStore(store, (state) => [state.keys.teams, state.world]);
  const viewer = useMemo(() => (key ? store.person("teams") : null), [store.get().world, key]);
  if (!viewer) {
    return (
      <section class="pane pane-teams" data-test="pane-teams" aria-labelledby="teams-heading">
        <h2 id="teams-heading" class="tm-title">
          Teams
        </h2>
        <p class="empty">Nobody in this organisation is on Teams.</p>
      </section>
    );
  }
  return <Open key={viewer.account.user} store={store} viewer={viewer} />;
}

function Open({ store, viewer }) {
  const { user, home } = viewer.account;
  const [place, setPlace] = useState("");
  const [listed, setListed] = useState(false);
  const [task, setTask] = useKept(store.drafts, `${user}/dialog`);
  const seen = useSeen(store, user);
  const world = useStore(store, (state) => state.world);
  const open = placesOf(seen).find((each) => each.id === place);
  const people = useMemo(() => pickable(store, open, viewer), [world, open?.id, viewer]);

  const raw = useCallback((verb, values) => store.act("teams", verb, { user, ...values }), [store, user]);
  const act = useCallback((verb, values) => store.trying(() => raw(verb, values)), [store, raw]);
  const onAnswer = useCallback(
    (answer) =>
      setTask((before) => {
        if (answer.dialog) return { dialog: answer.dialog, people: before?.people || people, again: Boolean(before?.dialog) };
        return answer.said ? { said: answer.said } : null;
      }),
    [people],
  );

  useEffect(() => {
    if (!seen || open) return;
    const places = placesOf(seen);
    const channels = places.filter((each) => each.kind !== "chat" && !each.archived);
    const linked = new Set(world.channels.map((each) => each.id));
    const first = channels.find((each) => linked.has(each.id)) || channels[0] || places[0];
    if (first) setPlace(first.id);
  }, [seen, open, world]);
  useEffect(() => store.set({ teamsOpen: place }), [place]);

  return (
    <section class="pane pane-teams" data-test="pane-teams" aria-labelledby="teams-heading">
      <header class="tm-title">
        <h2 id="teams-heading">Teams</h2>
        <p>
          <b>
            <bdi>{viewer.name}</bdi>
          </b>{" "}
          · <span dir="auto">{world.homes[home] || viewer.side}</span>
          {viewer.guest && " · guest"}
        </p>
      </header>
      {!open ? (
        <p class="empty">{seen ? "You are in no conversation here." : "Looking…"}</p>
      ) : (
        <div class={listed ? "tm tm-listed" : "tm"}>
          <Sidebar
            store={store}
            user={user}
            seen={seen}
            place={place}
            onOpen={(next) => {
              setPlace(next);
              setListed(false);
            }}
          />
          <div class="tm-talk">
            <header class="tm-talk-head">
              <button type="button" class="icon tm-back" aria-label="All chats and channels" onClick={() => setListed(true)}>
                ‹
              </button>
              <h3 dir="auto">{open.name}</h3>
              {open.team && (
                <p class="tm-of" dir="auto">
                  {open.team}
                </p>
              )}
              {open.personal && <span class="badge">App</span>}
              {open.kind === "shared" && <span class="badge badge-home">⇄ Shared</span>}
              {open.archived && <span class="badge">archived</span>}
            </header>
            <Conversation
              key={`${user}/${place}`}
              store={store}
              viewer={viewer}
              place={open}
              people={people}
              act={act}
              onAnswer={onAnswer}
            />
          </div>
        </div>
      )}
      {task && (
        <Task
          key={task.dialog?.id || "said"}
          shown={task}
          viewer={viewer}
          draft={{ map: store.drafts, key: `${user}/${task.dialog?.id}` }}
          act={raw}
          onAnswer={onAnswer}
          onClose={() => setTask(null)}
        />
      )}
    </section>
  );
}

/** A state that outlives what is drawn: it is found again in `map`, at first null. */
function useKept(map, key) {
  const [, draw] = useReducer((count) => count + 1, 0);
  const keep = useCallback(
    (change) => {
      map.set(key, typeof change === "function" ? change(map.get(key) || null) : change);
      draw();
    },
    [map, key],
  );
  return [map.get(key) || null, keep];
}

/** Whom a people picker finds: who is in the channel, and in the personal chat the whole organisation. */
function pickable(store, open, viewer) {
  const everybody = store.peopleOf("teams");
  const channel = store.get().world.channels.find((each) => each.platform === "teams" && each.id === open?.id);
  const found = channel
    ? channel.members.map((member) => everybody.get(member)).filter(Boolean)
    : [...everybody.values()].filter((person) => person.account.home === viewer.account.home);
  return found
    .map((person) => ({ value: person.account.user, title: person.name }))
    .sort((one, other) => one.title.localeCompare(other.title));
}
