// Where one can go on Teams: the chat with Instep, and the channels of each team.

import { useStore } from "../store.js";
import { placesOf } from "./live.js";

const MARKS = { shared: ["⇄", "shared with another organisation"], private: ["🔒", "private"] };

export function Sidebar({ store, user, seen, place, onOpen }) {
  useStore(store, (state) => [state.arrived, state.read]);
  const row = (each, sign) => (
    <Place
      key={each.id}
      place={each}
      sign={sign}
      unread={each.id === place ? 0 : store.unreadOf("teams", user, each.id)}
      on={each.id === place}
      onOpen={() => onOpen(each.id)}
    />
  );
  const places = placesOf(seen);
  return (
    <nav class="tm-sidebar" aria-label="Teams chats and channels">
      {seen.chats.length > 0 && <h3>Chat</h3>}
      {places.filter((each) => each.kind === "chat").map((each) => row(each, "●"))}
      <h3>Teams</h3>
      {seen.teams.map((team) => (
        <div key={team.id} role="group" aria-label={team.name}>
          <p class="tm-team" dir="auto">
            <span class="tm-team-sign" aria-hidden="true">
              {[...team.name][0]}
            </span>
            {team.name}
          </p>
          {places
            .filter((each) => each.team === team.name && team.channels.some((channel) => channel.id === each.id))
            .sort((one, other) => one.archived - other.archived || one.name.localeCompare(other.name))
            .map((each) => row(each, ""))}
        </div>
      ))}
      {!seen.teams.length && <p class="tm-nothing">You are in no team here.</p>}
    </nav>
  );
}

function Place({ place, sign, unread, on, onOpen }) {
  const [mark, meaning] = place.archived ? ["▣", "archived"] : MARKS[place.kind] || ["", ""];
  const spoken = [meaning, unread ? `${unread} unread` : ""].filter(Boolean).map((each) => `, ${each}`).join("");
  const kinds = ["tm-place", unread && "tm-place-unread", place.archived && "tm-place-faded", !sign && "tm-place-in"];
  return (
    <button
      type="button"
      class={kinds.filter(Boolean).join(" ")}
      aria-current={on ? "true" : undefined}
      title={meaning ? `${place.name} (${meaning})` : place.name}
      data-test={`place-${place.name}`}
      onClick={onOpen}
    >
      {sign && (
        <span class="tm-place-sign" aria-hidden="true">
          {sign}
        </span>
      )}
      <span class="tm-place-name" dir="auto">
        {place.name}
      </span>
      {spoken && <span class="unseen">{spoken}</span>}
      {mark && (
        <span class="tm-place-mark" aria-hidden="true">
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
