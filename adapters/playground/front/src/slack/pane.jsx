// Slack, as the person picked sees it.

import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError } from "../api.js";
import { useStore } from "../store.js";
import { Conversation } from "./conversation.jsx";
import { Home } from "./home.jsx";
import { useSeen } from "./live.js";
import { lookOf } from "./look.jsx";
import { Modal } from "./modal.jsx";
import { Sidebar } from "./sidebar.jsx";

export function SlackPane({ store }) {
  const [key] = useStore(store, (state) => [state.keys.slack, state.world]);
  const viewer = key ? store.person("slack") : null;
  if (!viewer) {
    return (
      <section class="pane pane-slack" data-test="pane-slack" aria-labelledby="slack-heading">
        <h2 id="slack-heading" class="pane-head">
          Slack
        </h2>
        <p class="empty">Nobody in this organisation is on Slack.</p>
      </section>
    );
  }
  return <Open key={viewer.account.user} store={store} viewer={viewer} />;
}

function Open({ store, viewer }) {
  const user = viewer.account.user;
  const [place, setPlace] = useState("");
  const [listed, setListed] = useState(false);
  const [noHome, setNoHome] = useState("");
  const [seen, refresh] = useSeen(store, user);
  const channels = useRef([]);
  channels.current = seen?.channels || [];
  const look = useMemo(() => lookOf(store, viewer, () => channels.current), [store, user, viewer.zone]);
  const choices = useCallback((kind) => choicesOf(kind, store, viewer, channels.current), [store, user]);
  const world = store.get().world;

  const act = useCallback(
    async (verb, values) => {
      const answer = await store.trying(() => store.act("slack", verb, { user, ...values }));
      if (answer?.said) store.say(answer.said, !answer.ok);
      return answer;
    },
    [store, user],
  );

  useEffect(() => {
    if (!seen || (place && place !== "direct")) return;
    const first = [...seen.channels]
      .filter((channel) => (place === "direct" ? channel.kind === "im" : channel.kind !== "im" && !channel.archived))
      .sort((one, other) => one.external - other.external || one.name.localeCompare(other.name))[0];
    if (first) setPlace(first.id);
    else if (place !== "direct") setPlace("home");
  }, [seen, place]);

  useEffect(() => store.set({ slackOpen: place }), [place]);

  useEffect(() => {
    // Slack tells the app each time its Home is opened; its direct message exists from then on.
    if (place === "home" || place === "direct") openHome();
  }, [place, store, user]);

  async function openHome() {
    try {
      await store.act("slack", "open_home", { user });
      setNoHome("");
      refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setNoHome(error.message);
    }
  }

  const open = (next) => {
    setPlace(next);
    setListed(false);
  };
  const channel = seen?.channels.find((each) => each.id === place);
  const title = world.homes[viewer.account.home] || viewer.account.home;
  const direct = channel?.kind === "im";
  const heading = place === "home" || direct || place === "direct" ? "Instep" : channel?.name || viewer.side;
  const press = async ({ surface, block, element, value }) =>
    (await act("press", { surface, block_id: block.block_id, action_id: element.action_id, ...(value && { value }) })) !== null;

  return (
    <section class="pane pane-slack" data-test="pane-slack" aria-labelledby="slack-heading">
      <header class="pane-title">
        <h2 id="slack-heading">Slack</h2>
        <p>
          <b>
            <bdi>{viewer.name}</bdi>
          </b>{" "}
          · {viewer.side}
          {viewer.guest && " · guest"}
        </p>
      </header>
      {!seen ? (
        <p class="empty">Looking…</p>
      ) : (
        <div class={listed ? "slack slack-listed" : "slack"}>
          <Sidebar store={store} user={user} title={title} seen={seen} place={place} onOpen={open} />
          <div class="slack-main">
            <header class="talk-head">
              <button type="button" class="icon back" aria-label="All channels" onClick={() => setListed(true)}>
                ‹
              </button>
              <h3 dir="auto">
                {channel && !direct && <span aria-hidden="true">{channel.kind === "private" ? "🔒 " : "# "}</span>}
                {heading}
              </h3>
              {channel?.external && <span class="badge badge-home">⇄ Slack Connect</span>}
              {channel?.archived && <span class="badge">archived</span>}
              {(direct || place === "home" || place === "direct") && (
                <div class="segments" role="group" aria-label="Instep">
                  <button type="button" aria-pressed={place === "home"} onClick={() => open("home")}>
                    Home
                  </button>
                  <button
                    type="button"
                    aria-pressed={place !== "home"}
                    onClick={() => open(seen.channels.find((each) => each.kind === "im")?.id || "direct")}
                  >
                    Messages
                  </button>
                </div>
              )}
            </header>
            {place === "home" && <Home view={seen.home} refused={noHome} look={look} choices={choices} press={press} />}
            {place === "direct" && noHome && <p class="empty">Instep has written nothing to you yet.</p>}
            {channel && (
              <Conversation
                store={store}
                viewer={viewer}
                channel={channel}
                look={look}
                choices={choices}
                act={act}
              />
            )}
          </div>
        </div>
      )}
      {seen?.modal && (
        <Modal
          key={seen.modal.id}
          view={seen.modal}
          look={look}
          choices={choices}
          draft={{ map: store.drafts, key: `${user}/${seen.modal.id}` }}
          act={(verb, values) => store.act("slack", verb, { user, ...values })}
          done={refresh}
        />
      )}
    </section>
  );
}

/** Whom and what a select menu offers: people of one's workspace or of a channel that one shares with them. */
function choicesOf(kind, store, viewer, seen) {
  if (kind !== "users") {
    return seen.filter((channel) => channel.kind !== "im").map(({ id, name }) => ({ value: id, label: `#${name}` }));
  }
  const { user, home } = viewer.account;
  const shared = new Set(
    store
      .get()
      .world.channels.filter((channel) => channel.platform === "slack" && channel.members.includes(user))
      .flatMap((channel) => channel.members),
  );
  return [...store.peopleOf("slack").values()]
    .filter((person) => person.account.home === home || shared.has(person.account.user))
    .map((person) => ({ value: person.account.user, label: person.name, description: person.side }))
    .sort((one, other) => one.label.localeCompare(other.label));
}
