// Where one can go on Slack: channels, shared channels, and Instep.

import { useStore } from "../store.js";

/** `place` is what is open: a channel's id, or "home". */
export function Sidebar({ store, user, title, seen, place, onOpen }) {
  useStore(store, (state) => [state.arrived, state.read]);
  const unread = (id) => (id === place ? 0 : store.unreadOf("slack", user, id));
  const channels = seen.channels.filter((channel) => channel.kind !== "im").sort(byName);
  const inside = channels.filter((channel) => !channel.external);
  const shared = channels.filter((channel) => channel.external);
  const direct = seen.channels.find((channel) => channel.kind === "im");
  const rows = (some) =>
    some.map((channel) => (
      <Place
        key={channel.id}
        test={`place-${channel.name}`}
        sign={channel.kind === "private" ? "🔒" : "#"}
        name={channel.name}
        note={channel.archived ? "archived" : channel.external ? "Slack Connect" : ""}
        mark={channel.external ? "⇄" : channel.archived ? "▣" : ""}
        faded={channel.archived}
        unread={unread(channel.id)}
        on={place === channel.id}
        onOpen={() => onOpen(channel.id)}
      />
    ));
  return (
    <nav class="sidebar" aria-label="Slack channels">
      <p class="sidebar-title" dir="auto">
        {title}
      </p>
      {inside.length > 0 && <h3>Channels</h3>}
      {rows(inside)}
      {shared.length > 0 && <h3>Shared with others</h3>}
      {rows(shared)}
      <h3>Apps</h3>
      <Place
        test="place-Instep"
        sign="●"
        name="Instep"
        note="direct message"
        unread={direct ? unread(direct.id) : 0}
        on={place === (direct?.id || "direct")}
        onOpen={() => onOpen(direct?.id || "direct")}
      />
      <Place test="place-Home" sign="⌂" name="Home" note="of Instep" on={place === "home"} onOpen={() => onOpen("home")} />
      {!channels.length && <p class="sidebar-empty">You are in no channel here.</p>}
    </nav>
  );
}

const byName = (one, other) => one.archived - other.archived || one.name.localeCompare(other.name);

function Place({ test, sign, name, note, mark, faded, unread = 0, on, onOpen }) {
  const spoken = [note, unread ? `${unread} unread` : ""].filter(Boolean).map((each) => `, ${each}`).join("");
  return (
    <button
      type="button"
      class={`place${unread ? " place-unread" : ""}${faded ? " place-faded" : ""}`}
      aria-current={on ? "true" : undefined}
      title={note ? `${name} (${note})` : name}
      data-test={test}
      onClick={onOpen}
    >
      <span class="place-sign" aria-hidden="true">
        {sign}
      </span>
      <span class="place-name" dir="auto">
        {name}
      </span>
      {spoken && <span class="unseen">{spoken}</span>}
      {mark && (
        <span class="place-mark" aria-hidden="true">
          {mark}
        </span>
      )}
      {unread > 0 && (
        <span class="count" aria-hidden="true">
          {unread}
        </span>
      )}
    </button>
  );
}
