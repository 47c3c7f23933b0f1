// Things to break, so that a sceptic sees what Instep makes of it.

import { post } from "../api.js";
import { useStore } from "../store.js";
import { Menu } from "./menu.jsx";

export function Breaks({ store }) {
  const [world, slackOpen, teamsOpen] = useStore(store, (state) => [state.world, state.slackOpen, state.teamsOpen]);
  const breaks = world.breaks || [];
  const on = breaks.filter((each) => each.on).length;

  const items = breaks.flatMap((each) => {
    if (each.id === "archive") return archivals(each, world, [slackOpen, teamsOpen], (is, channel) => set(store, each.id, is, channel));
    return [{ label: each.title, checked: each.on, test: `break-${each.id}`, onPick: () => set(store, each.id, !each.on) }];
  });
  return (
    <Menu
      label={on ? `Break things, ${on} broken now` : "Break things"}
      className={on ? "bar-button bar-broken" : "bar-button"}
      test="breaks"
      stay
      button={
        <>
          <span aria-hidden="true">⚡</span> <span class="wide-only">Break</span>
          {on > 0 && <span class="count">{on}</span>}
        </>
      }
      items={[{ heading: "Break things; the receipts stay true" }, ...items]}
    />
  );
}

/** Breaks or mends one thing. */
export async function set(store, id, on, channel = "") {
  const done = await store.trying(() => post("/api/breaks", { id, on, ...(channel && { channel }) }));
  if (done === null) return;
  if (done?.said) store.say(done.said);
  await store.trying(store.refreshWorld);
}

/** The channels that are open on either side, Slack's first, and those that are archived. */
function archivals(each, world, open, choose) {
  const archived = each.channels || [];
  const shown = [...new Set([...open, ...archived])].flatMap((id) => world.channels.filter((channel) => channel.id === id));
  return shown.map((channel, number) => {
    const is = archived.includes(channel.id);
    return {
      label: is ? `${named(channel)} is archived` : `Archive ${named(channel)}`,
      hint: is ? "" : "The channel that is open",
      checked: is,
      test: number ? `break-archive-${channel.name}` : "break-archive",
      onPick: () => choose(!is, channel.id),
    };
  });
}

const named = (channel) => (channel.platform === "slack" ? `#${channel.name}` : channel.name);
